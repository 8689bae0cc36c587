import type { Agreement, AgreementEntry } from '../../../care-settings/index.ts'
import type { AgreementRow } from '../../../programme/index.ts'
import type { Cell, Table } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { errorAt, type FieldError } from '../words.ts'

/** A row whose agreement there is. */
export type OwnAgreement = AgreementRow & { readonly agreement: Agreement }

const STATES: Readonly<Record<AgreementRow['state'], Cell>> = {
  'not available': { text: 'None offered', tag: 'grey' },
  offered: { text: 'To be signed', tag: 'blue' },
  overdue: { text: 'Overdue', tag: 'orange' },
  signed: { text: 'Signed', tag: 'green' },
  lapsed: { text: 'Lapsed', tag: 'grey' },
}

const EVENTS: Readonly<Record<AgreementEntry['event'], string>> = {
  offered: 'Offered',
  signed: 'Signed',
  lapsed: 'Lapsed',
}

/** The agreements an authority was offered. */
export function presentAgreements(rows: readonly OwnAgreement[]) {
  const table: Table = {
    caption: 'Data sharing agreements offered to you',
    head: ['Agreement', 'Care settings', 'State', 'To be signed by', 'Signed', 'Waits for'],
    rows: rows.map(({ agreement, state, waiting }) => [
      { text: agreement.version, href: pathOf(agreement) },
      { text: String(agreement.careSettings.length), isNumber: true },
      STATES[state],
      { text: dayOr(agreement.signBy, 'no day set') },
      { text: dayOr(agreement.signedOn, 'no') },
      { text: waiting === undefined ? 'nobody' : `a second person, since ${day(waiting.on)}` },
    ]),
    empty: 'None was offered to you yet.',
  }
  return { title: 'Agreements', table }
}

function pathOf({ agreementId }: Agreement): string {
  return `/authority/agreements/${agreementId}`
}

function dayOr(date: string | undefined, otherwise: string): string {
  return date === undefined ? otherwise : day(date)
}

type Shown = {
  /** Who looks: nobody approves what they asked for themselves. */
  readonly userId: string
  readonly history: readonly AgreementEntry[]
  readonly names: ReadonlyMap<string, string>
  readonly typed?: string
  readonly errors?: readonly FieldError[]
}

/** One agreement: what it opens, how it stands, and the next step of whoever looks. */
export function presentAgreement(row: OwnAgreement, shown: Shown) {
  const { agreement, state, waiting } = row
  const { userId, history, names, typed = '', errors = [] } = shown
  const heading = `Agreement ${agreement.version}`
  const isAsked = waiting !== undefined
  const mayAsk = !isAsked && (state === 'offered' || state === 'overdue')
  const isOwn = waiting?.askedBy === userId
  return {
    title: errors.length > 0 ? `Error: ${heading}` : heading,
    heading,
    errors,
    path: pathOf(agreement),
    state: STATES[state],
    facts: { rows: factsOf(row).map(([key, value]) => ({ key: { text: key }, value: { text: value } })) },
    opens: agreement.careSettings.map(code => names.get(code) ?? code),
    waits: isAsked ? [waitsText(waiting, isOwn)] : [],
    asking: mayAsk ? [roleField(typed, errors)] : [],
    approving:
      isAsked && !isOwn ? [waiting.action === 'sign' ? 'Approve the signature' : 'Approve the withdrawal'] : [],
    refusing: isAsked ? [reasonField({ isOwn, typed, errors })] : [],
    history: historyOf(history),
  }
}

function factsOf({ agreement }: OwnAgreement): [string, string][] {
  return [
    ['Offered', day(agreement.offeredOn)],
    ['To be signed by', dayOr(agreement.signBy, 'No day set')],
    ['Signed', dayOr(agreement.signedOn, 'No')],
    ['Signed as', agreement.signatoryRole ?? 'Nobody'],
    ...(agreement.lapsesOn === undefined ? [] : [['Lapses', day(agreement.lapsesOn)] as [string, string]]),
  ]
}

function waitsText({ action, askedBy, on }: NonNullable<AgreementRow['waiting']>, isOwn: boolean): string {
  const what = action === 'sign' ? 'a signature' : 'a withdrawal'
  return isOwn
    ? `You asked for ${what} of ${day(on)}. Somebody else of your authority has to approve it.`
    : `User ${askedBy} asked for ${what} of ${day(on)}. It counts once a second person approves it.`
}

function roleField(typed: string, errors: readonly FieldError[]) {
  return {
    id: 'role',
    name: 'role',
    label: { text: 'In which role it is signed', classes: 'nhsuk-label--s' },
    hint: { text: 'For example Director of Children’s Services. No name.' },
    value: typed,
    ...errorAt(errors, '#role'),
  }
}

type ReasonWish = { readonly isOwn: boolean; readonly typed: string; readonly errors: readonly FieldError[] }

function reasonField({ isOwn, typed, errors }: ReasonWish) {
  return {
    button: isOwn ? 'Take it back' : 'Refuse',
    field: {
      id: 'reason',
      name: 'reason',
      rows: 3,
      label: { text: isOwn ? 'Why you take it back' : 'Why you refuse', classes: 'nhsuk-label--s' },
      value: typed,
      ...errorAt(errors, '#reason'),
    },
  }
}

function historyOf(history: readonly AgreementEntry[]): Table {
  return {
    caption: 'What happened to it',
    head: ['Entered', 'What', 'Of', 'By', 'Reason'],
    rows: history.map(entry => [
      { text: dateAndTime(entry.recordedAt) },
      { text: EVENTS[entry.event] },
      { text: day(entry.on) },
      { text: entry.recordedBy },
      { text: entry.reason ?? 'none given' },
    ]),
    empty: 'Nothing yet.',
  }
}
