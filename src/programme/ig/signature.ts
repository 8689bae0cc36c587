import { type Static, Type } from 'typebox'
import {
  type Agreement,
  type AgreementDeps,
  agreementState,
  findAgreement,
  lapseAgreement,
  signAgreement,
} from '../../care-settings/index.ts'
import { dayInEngland, refusal } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { alter, change, Day, kindOf, OneOf, readAll, refuseDayAhead, Text } from '../kinds/kind.ts'
import { igErrors } from './errors.ts'

// Signing and withdrawing an agreement open and shut children's plans to a care setting, so two people do it (decision 39).

const SignatureRequest = Type.Object(
  {
    action: OneOf(['sign', 'withdraw']),
    on: Day,
    signatoryRole: Type.Optional(Text),
    reason: Type.Optional(Text),
    source: OneOf(['hand', 'gateway']),
    gatewayReference: Type.Optional(Text),
    askedBy: Text,
    state: OneOf(['asked', 'approved', 'refused']),
    decidedBy: Type.Optional(Text),
  },
  { additionalProperties: false },
)
/** What one person asked to be done to an agreement; its key is the agreement's id. */
export type SignatureRequest = Static<typeof SignatureRequest>

export const signatureKind = kindOf('signature', 'signature_ledger', SignatureRequest)

type OfAgreement = { readonly agreementId: string; readonly by: string }

/** The administration of agreements, under the role of care-settings. */
export function agreementDepsOf({ careSettings, clock, randomness }: SettingsDeps): AgreementDeps {
  return { db: careSettings, clock, randomness }
}

/** What is asked: a signature, by the role of who signed, or a withdrawal with its reason. */
export type Asking = Pick<SignatureRequest, 'action' | 'source'> &
  Partial<Pick<SignatureRequest, 'on' | 'signatoryRole' | 'reason' | 'gatewayReference'>>

/**
 * Asks that an agreement be signed or withdrawn; nothing opens or shuts until somebody else approves. Throws
 * AGREEMENT_UNKNOWN, IG_STEP_REFUSED where it is signed, lapsed or asked for already or a role or reason is missing,
 * PROGRAMME_DAY_AHEAD.
 */
export async function askForSignature(deps: SettingsDeps, of: OfAgreement, asking: Asking): Promise<SignatureRequest> {
  const today = dayInEngland(deps.clock.now())
  const { agreementId, by } = of
  const { action, on = today, signatoryRole, reason } = asking
  refuseDayAhead(on, today)
  const agreement = await findAgreement(agreementDepsOf(deps), agreementId)
  if (!mayBeAsked(agreement, action, today) || on < agreement.offeredOn)
    throw refused(agreementId, `${agreementState(agreement, today)}, ${action} on ${on}`)
  if ((action === 'sign' ? signatoryRole : reason) === undefined)
    throw refused(agreementId, action === 'sign' ? 'the role of who signed is missing' : 'a reason is missing')
  const state: SignatureRequest = { ...asking, on, askedBy: by, state: 'asked' }
  const step = (last: SignatureRequest | undefined) => {
    if (last?.state === 'asked') throw refused(agreementId, `${last.action} waits for approval`)
    return state
  }
  return change(deps, signatureKind, { key: agreementId, by, what: `${action} asked for`, step })
}

function refused(agreementId: string, why: string) {
  return refusal(igErrors, 'IG_STEP_REFUSED', `agreement ${agreementId}: ${why}`)
}

function mayBeAsked(
  agreement: Agreement,
  action: SignatureRequest['action'],
  on: ReturnType<typeof dayInEngland>,
): boolean {
  const state = agreementState(agreement, on)
  return action === 'sign' ? state === 'offered' || state === 'overdue' : state !== 'lapsed'
}

/**
 * Approves what somebody else asked for: from now on the plans are open, or shut. The agreement is changed first: what
 * fails between the two is approved again. Throws IG_SECOND_PERSON_WANTED, IG_STEP_REFUSED, PROGRAMME_KEY_UNKNOWN, and
 * what `signAgreement` and `lapseAgreement` throw.
 */
export async function approveSignature(deps: SettingsDeps, of: OfAgreement): Promise<SignatureRequest> {
  const { agreementId, by } = of
  return deps.db.transaction(async tx => {
    const approved = await alter({ ...deps, db: tx }, signatureKind, {
      ...{ key: agreementId, by, what: 'approved' },
      step: (last): SignatureRequest => {
        if (last.state !== 'asked') throw refused(agreementId, `nothing waits; the last was ${last.state}`)
        if (last.askedBy === by) throw refusal(igErrors, 'IG_SECOND_PERSON_WANTED', `agreement ${agreementId}`)
        return { ...last, state: 'approved', decidedBy: by }
      },
    })
    await carryOut(deps, agreementId, approved)
    return approved
  })
}

async function carryOut(deps: SettingsDeps, agreementId: string, request: SignatureRequest): Promise<void> {
  const administration = agreementDepsOf(deps)
  const { action, on, signatoryRole = '', reason = '', askedBy, decidedBy } = request
  const by = `${askedBy}; approved by ${decidedBy}`
  const now = await findAgreement(administration, agreementId)
  const isDone = action === 'sign' ? now.signedOn === on && now.signatoryRole === signatoryRole : now.lapsesOn === on
  if (isDone) return
  if (action === 'sign') await signAgreement(administration, { agreementId, signatoryRole, signedOn: on, by })
  else await lapseAgreement(administration, { agreementId, reason, on, by })
}

/** Refuses what was asked for, also one's own. Throws IG_STEP_REFUSED, PROGRAMME_KEY_UNKNOWN. */
export function refuseSignature(
  deps: SettingsDeps,
  of: OfAgreement & { readonly reason: string },
): Promise<SignatureRequest> {
  const { agreementId, by, reason } = of
  const step = (last: SignatureRequest): SignatureRequest => {
    if (last.state !== 'asked') throw refused(agreementId, `nothing waits; the last was ${last.state}`)
    return { ...last, state: 'refused', decidedBy: by, reason }
  }
  return alter(deps, signatureKind, { key: agreementId, by, what: 'refused', step })
}

/** Approves every request that came from the gateway and not from this person; returns the agreements. */
export async function approveImported(deps: SettingsDeps, by: string): Promise<string[]> {
  const waiting = (await readAll(deps, signatureKind)).filter(
    one => one.state === 'asked' && one.source === 'gateway' && one.askedBy !== by,
  )
  for (const { key } of waiting) await approveSignature(deps, { agreementId: key, by })
  return waiting.map(one => one.key)
}
