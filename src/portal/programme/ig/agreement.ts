import { type AgreementEntry, findAgreement, readAgreementHistory } from '../../../care-settings/index.ts'
import {
  type AgreementRow,
  agreementDepsOf,
  agreementTable,
  approveSignature,
  askForSignature,
  refuseSignature,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { type Act, type Doing, given } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { facts, list, type Part } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { AGREEMENT_WORDS, waitingWords } from './words.ts'

const of = ({ by, visit }: Doing) => ({ agreementId: paramOf(visit, 'id'), by })

const ASK: Act = {
  id: 'ask',
  title: 'Ask for the signature to count',
  fields: [
    { name: 'signatoryRole', label: 'Role of who signed', hint: 'Never a name, as Director of children’s services' },
    { name: 'on', label: 'Signed on', hint: 'As 2026-04-01; today when empty', isOptional: true },
    { name: 'gatewayReference', label: 'Reference in the gateway', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const said = given({ on: typed.day('on'), gatewayReference: typed.maybe('gatewayReference') })
    return askForSignature(deps, of(doing), {
      action: 'sign',
      source: 'hand',
      signatoryRole: typed.get('signatoryRole'),
      ...said,
    })
  },
}

const WITHDRAW: Act = {
  id: 'withdraw',
  title: 'Ask that it be withdrawn',
  fields: [{ name: 'reason', label: 'Reason' }],
  run: doing =>
    askForSignature(doing.deps, of(doing), { action: 'withdraw', source: 'hand', reason: doing.typed.get('reason') }),
}

const APPROVE: Act = {
  id: 'approve',
  title: 'Approve what was asked',
  submit: 'Approve: from now on plans are open, or shut',
  isGrave: true,
  fields: [],
  run: doing => approveSignature(doing.deps, of(doing)),
}

const REFUSE: Act = {
  id: 'refuse',
  title: 'Refuse what was asked',
  fields: [{ name: 'reason', label: 'Reason' }],
  run: doing => refuseSignature(doing.deps, { ...of(doing), reason: doing.typed.get('reason') }),
}

export const agreementScreen: Screen = {
  section: 'ig',
  path: '/ig/agreements/:id',
  acts: [ASK, WITHDRAW, APPROVE, REFUSE],
  show: async (deps, visit, look) => {
    const administration = agreementDepsOf(deps)
    const { agreementId } = await findAgreement(administration, paramOf(visit, 'id'))
    const row = (await agreementTable(deps)).filter(one => one.agreement?.agreementId === agreementId)
    return presentAgreement(row, await readAgreementHistory(administration, agreementId), look)
  },
}

/** One agreement: what it opens, what waits for a second person, and what was entered. */
export function presentAgreement(
  found: readonly AgreementRow[],
  history: readonly AgreementEntry[],
  look: Look,
): Shown {
  return {
    title: found.map(one => one.authorityName).join() || 'An agreement of an authority that is no more',
    intro: found.flatMap(one => introOf(one, look.by)),
    parts: [...found.flatMap(one => partsOf(one, look)), list(historyOf(history))],
  }
}

function introOf({ waiting }: AgreementRow, by: string): string[] {
  if (waiting === undefined) return []
  return [
    waiting.askedBy === by
      ? 'You asked for this: somebody else has to approve it.'
      : 'This waits for somebody else than who asked for it, as you.',
  ]
}

function partsOf(row: AgreementRow, look: Look): Part[] {
  const { agreement, state, gatewayReference } = row
  const acts = row.waiting === undefined ? [ASK, WITHDRAW] : [APPROVE, REFUSE]
  return [
    facts('What is known', [
      ['State', AGREEMENT_WORDS[state]],
      ['Waits for approval', waitingWords(row)],
      ['Version', agreement?.version],
      ['Opens plans to', agreement?.careSettings.join(', ')],
      ['Offered on', agreement === undefined ? undefined : day(agreement.offeredOn)],
      ['Wanted by', agreement?.signBy === undefined ? undefined : day(agreement.signBy)],
      ['Signed on', agreement?.signedOn === undefined ? undefined : day(agreement.signedOn)],
      ['Signed as', agreement?.signatoryRole],
      ['In the gateway', gatewayReference],
    ]),
    ...acts.map(act => form(act, look)),
  ]
}

function historyOf(history: readonly AgreementEntry[]): Table {
  return {
    caption: 'What was entered',
    head: ['When', 'What', 'On', 'As, or why', 'By'],
    rows: history.map(one =>
      words(dateAndTime(one.recordedAt), one.event, day(one.on), one.signatoryRole ?? one.reason ?? '', one.recordedBy),
    ),
    empty: 'Nothing yet.',
  }
}
