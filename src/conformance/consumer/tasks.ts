import { SYSTEM } from '../probe/fhir.ts'

// What the tester does with the product, one after another, and what the kit's hub answers then.

/** What a product shows its user: a plan, "nothing known", or that it could not be checked. */
export const STATES = ['known', 'nothing', 'not-checked'] as const
export type State = (typeof STATES)[number]

/** An answer of the hub; `drop` cuts the connection without one. */
export type HubAnswer =
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | 'drop'

export type Task = {
  readonly id: string
  readonly title: string
  /** The child to look up. */
  readonly number: string
  /** What the product must show then; any of these. */
  readonly shows: readonly State[]
  /** The authorities that must be shown, by the number of the task's names. */
  readonly authorities: number
  readonly isSafety?: true
  readonly purpose: string
  /** By how often this was asked so far, from 1. */
  readonly answer: (number: string, names: readonly string[], asked: number) => HubAnswer
  /** What an HL7 v3 query is answered; none where the task is of FHIR alone. */
  readonly spine?: SpinePart
}

/** `other`: a plan of another child; the rest are what a broken way between may make of an answer. */
export type SpinePart = 'known' | 'nothing' | 'fault' | 'drop' | 'empty' | 'half' | 'page' | 'other'

const SPINE: Readonly<Record<string, SpinePart>> = {
  ...{ KNOWN: 'known', TWO: 'known', NOTHING: 'nothing', '503': 'fault', '500': 'fault', '403': 'fault' },
  ...{ CUT: 'drop', EMPTY: 'empty', HALF: 'half', PAGE: 'page', 'WRONG-CHILD': 'other' },
}

const CODES = ['342191000000101', '764841000000100']
const bundle = (entries: readonly object[], total = entries.length) =>
  JSON.stringify({
    ...{ resourceType: 'Bundle', type: 'searchset', total, link: [] },
    ...(entries.length > 0 && { entry: entries }),
  })
const team = (number: string, name: string, index: number) => ({
  resource: {
    ...{ resourceType: 'CareTeam', id: `0000000${index}-0000-4000-8000-000000000000`, status: 'active', name },
    category: [{ coding: [{ system: 'http://snomed.info/sct', code: CODES[index] ?? CODES[0], display: 'A plan' }] }],
    subject: { type: 'Patient', identifier: { system: SYSTEM, value: number } },
    period: { start: '2026-01-05' },
    telecom: [
      { system: 'phone', use: 'work', value: '01632960001' },
      { system: 'phone', use: 'mobile', value: '07700900001' },
    ],
  },
  search: { mode: 'match' },
})
const FHIR = { 'content-type': 'application/fhir+json', 'cache-control': 'no-store' }
const ok = (body: string): HubAnswer => ({ status: 200, body, headers: FHIR })
const known = (number: string, names: readonly string[]) =>
  ok(bundle(names.map((name, index) => team(number, name, index))))
const failed = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): HubAnswer => ({
  ...{ status, headers: { ...FHIR, ...headers } },
  body: JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'error', code: 'exception', details: { coding: [{ code, display: code }] }, diagnostics: code },
    ],
  }),
})

const FAULT = 'A fault read as "nothing known" sends a child home who should not go.'
const notChecked = (id: string, title: string, number: string, answer: Task['answer']): Task => ({
  ...{ id, title, number, answer, purpose: FAULT, shows: ['not-checked'], authorities: 0, isSafety: true },
})
/** Whom an answer about another child is about. */
export const OTHER_CHILD = '9990200351'

const ALL: readonly Task[] = [
  {
    ...{
      id: 'KNOWN',
      title: 'a plan is shown, with its authority',
      number: '9990100004',
      shows: ['known'],
      authorities: 1,
    },
    ...{ purpose: 'Staff act on what is shown.', answer: known },
  },
  {
    ...{
      id: 'TWO',
      title: 'plans of two authorities are both shown',
      number: '9990100284',
      shows: ['known'],
      authorities: 2,
    },
    ...{ purpose: 'Whoever rings one authority only misses the other.', answer: known },
  },
  {
    ...{
      id: 'NOTHING',
      title: 'a child nobody knows of is shown as such',
      number: '9990100071',
      shows: ['nothing'],
      authorities: 0,
    },
    ...{ purpose: 'Only an answer that holds nothing says so.', answer: () => ok(bundle([])) },
  },
  notChecked('503', 'a register that is away (503) is shown as not checked', '9990101159', () =>
    failed(503, 'UNABLE_TO_CALL_SERVICE', { 'retry-after': '1' }),
  ),
  notChecked('500', 'a failure (500) is shown as not checked', '9990101167', () =>
    failed(500, 'FAILURE_TO_PROCESS_MESSAGE'),
  ),
  notChecked('403', 'a refusal (403) is shown as not checked', '9990101132', () => failed(403, 'ACCESS_DENIED')),
  notChecked('400', 'a request refused as wrong (400) is shown as not checked', '9990200076', () =>
    failed(400, 'INVALID_SEARCH_DATA'),
  ),
  notChecked('CUT', 'a connection that is cut is shown as not checked', '9990200149', () => 'drop'),
  notChecked('EMPTY', 'an empty answer with status 200 is shown as not checked', '9990200211', () => ok('')),
  notChecked('HALF', 'half an answer is shown as not checked', '9990200289', (number, names) => {
    const body = bundle(names.map((name, index) => team(number, name, index)))
    return ok(body.slice(0, Math.floor(body.length / 2)))
  }),
  notChecked('PAGE', 'a page of something on the way is shown as not checked', '9990200424', () => ({
    ...{
      status: 200,
      body: '<html><body>Sign in to the network</body></html>',
      headers: { 'content-type': 'text/html' },
    },
  })),
  notChecked('TOTAL', 'a total of 1 without an entry is shown as not checked', '9990200491', () => ok(bundle([], 1))),
  {
    ...{
      id: 'WRONG-CHILD',
      title: 'an answer about another child is never shown',
      number: '9990200564',
      shows: ['not-checked'],
    },
    ...{ authorities: 0, isSafety: true, purpose: 'A plan of another child flags the wrong family.' },
    answer: (_, names) => known(OTHER_CHILD, names),
  },
  {
    ...{ id: 'LATER', title: 'after 429 the same question comes again, not before its time', number: '9990101140' },
    ...{ shows: ['known'], authorities: 1, purpose: 'A look-up given up for a moment’s crowd is an alert missed.' },
    answer: (number, names, asked) =>
      asked === 1 ? failed(429, 'TOO_MANY_REQUESTS', { 'retry-after': '1' }) : known(number, names),
  },
]

export const TASKS: readonly Task[] = ALL.map(task => {
  const spine = SPINE[task.id]
  return spine === undefined ? task : { ...task, spine }
})

/** The tasks of one interface. */
export function tasksOf(of: 'fhir' | 'hl7v3'): readonly Task[] {
  return TASKS.filter(({ spine }) => of === 'fhir' || spine !== undefined)
}
