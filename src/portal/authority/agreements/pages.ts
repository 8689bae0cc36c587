import { agreementErrors } from '../../../care-settings/index.ts'
import { refusal } from '../../../platform/index.ts'
import { redirect } from '../../frame/reply.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { type FieldError, readTyped } from '../words.ts'
import { type OwnAgreement, presentAgreement, presentAgreements } from './presenter.ts'

const LONGEST_ROLE = 200
const LONGEST_REASON = 500

/** What the authority was offered. */
export async function showAgreements(deps: AuthorityDeps, visit: OwnVisit) {
  return sectionPage('agreements', 'agreements/list.njk', presentAgreements(await ownAgreements(deps, visit)))
}

async function ownAgreements(deps: AuthorityDeps, { authority }: OwnVisit): Promise<OwnAgreement[]> {
  const rows = await deps.listAgreements(authority.code)
  return rows.flatMap(row => (row.agreement === undefined ? [] : [{ ...row, agreement: row.agreement }]))
}

/** The agreement of the path, among those of the authority. Throws AGREEMENT_UNKNOWN for another's too. */
async function ownAgreement(deps: AuthorityDeps, visit: OwnVisit): Promise<OwnAgreement> {
  const found = (await ownAgreements(deps, visit)).find(row => row.agreement.agreementId === visit.params['id'])
  if (found === undefined) throw refusal(agreementErrors, 'AGREEMENT_UNKNOWN')
  return found
}

/** One of them. */
export function showAgreement(deps: AuthorityDeps, visit: OwnVisit) {
  return agreementPage(deps, visit)
}

type Filled = { readonly typed?: string; readonly errors?: readonly FieldError[] }

async function agreementPage(deps: AuthorityDeps, visit: OwnVisit, filled: Filled = {}) {
  const row = await ownAgreement(deps, visit)
  const [history, names] = await Promise.all([
    deps.readAgreementHistory(row.agreement.agreementId),
    deps.careSettingNames(),
  ])
  const model = presentAgreement(row, { userId: visit.member.byUser, history, names, ...filled })
  return sectionPage('agreements', 'agreements/agreement.njk', model, filled.errors === undefined ? 200 : 422)
}

/** Asks that it be signed: nothing opens until a second person approves. */
export async function askToSign(deps: AuthorityDeps, visit: OwnVisit) {
  const { agreement } = await ownAgreement(deps, visit)
  const typed = visit.form.get('role')
  const signatoryRole = readTyped(typed, LONGEST_ROLE)
  if (!signatoryRole) {
    const errors = [{ text: 'Say in which role it is signed, in at most 200 characters', href: '#role' }]
    return agreementPage(deps, visit, { typed, errors })
  }
  await deps.askForSignature(ofVisit(visit, agreement.agreementId), { action: 'sign', source: 'hand', signatoryRole })
  return backTo(visit)
}

/** Approves what somebody else asked for. */
export async function approve(deps: AuthorityDeps, visit: OwnVisit) {
  const { agreement } = await ownAgreement(deps, visit)
  await deps.approveSignature(ofVisit(visit, agreement.agreementId))
  return backTo(visit)
}

/** Refuses what was asked for, or takes one's own back. */
export async function refuse(deps: AuthorityDeps, visit: OwnVisit) {
  const { agreement } = await ownAgreement(deps, visit)
  const typed = visit.form.get('reason')
  const reason = readTyped(typed, LONGEST_REASON)
  if (!reason) {
    const errors = [{ text: 'Give a reason in at most 500 characters', href: '#reason' }]
    return agreementPage(deps, visit, { typed, errors })
  }
  await deps.refuseSignature({ ...ofVisit(visit, agreement.agreementId), reason })
  return backTo(visit)
}

function ofVisit({ member }: OwnVisit, agreementId: string) {
  return { agreementId, by: member.byUser }
}

function backTo({ params }: OwnVisit) {
  return redirect(`/authority/agreements/${params['id']}`)
}
