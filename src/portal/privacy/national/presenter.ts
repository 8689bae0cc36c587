import type { EnquiryRow, Reported, ReportedEntry, ReportSpan } from '../../../lookup/index.ts'
import { figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime, spaced } from '../../frame/words.ts'
import { actionWords, doorWords, outcomeWords, whoWords } from '../entry-words.ts'
import { countWords, type Found, MOST_SHOWN, type ReportWords } from '../report-page.ts'

export type Names = ReadonlyMap<string, string>
type Told<Row> = { readonly report: Reported<Row>; readonly names: Names; readonly span: ReportSpan }

export const PATIENT: ReportWords = {
  heading: 'Patient Access Report',
  lead: [
    'Who opened this patient, from whichever organisation. A number that was replaced is another number: ask about both.',
  ],
  path: '/privacy/patient',
  subject: { label: 'NHS number', hint: 'For example 999 123 4567.' },
}

export const USER: ReportWords = {
  heading: 'User Access Report',
  lead: ['What this user did. Of what they did for another organisation the NHS numbers are kept back.'],
  path: '/privacy/user',
  subject: { label: 'User id', hint: 'The 12 digits of their smartcard.' },
}

export const ENQUIRIES: ReportWords = {
  heading: 'Patient Enquiries Report',
  lead: ['Who in your organisation looked which NHS numbers up, and how often.'],
  path: '/privacy/enquiries',
}

const PATIENT_HEAD = ['When', 'Who', 'Organisation', 'What', 'Outcome', 'By way of']

/** Who opened one patient. */
export function presentPatient({ report, names, span }: Told<ReportedEntry>): Found {
  const table: Table = {
    caption: 'Who opened this patient, the newest first',
    head: PATIENT_HEAD,
    rows: report.rows
      .slice(0, MOST_SHOWN)
      .map(entry => [
        { text: dateAndTime(entry.at) },
        { text: whoWords(entry.userId, names) },
        { text: entry.organisation ?? 'not known' },
        { text: actionWords(entry) },
        { text: outcomeWords(entry) },
        { text: doorWords(entry) },
      ]),
    empty: 'Nobody asked about this number in these days.',
  }
  return { span, said: countWords(report, 'entries'), tables: [table] }
}

export function rowsOfPatient({ report, names }: Omit<Told<ReportedEntry>, 'span'>): (string | number)[][] {
  return [
    ['at', 'user_id', 'name', 'organisation', 'action', 'outcome', 'mode', 'channel'],
    ...report.rows.map(one => [
      ...[one.at.toISOString(), one.userId ?? '', names.get(one.userId ?? '') ?? '', one.organisation ?? ''],
      ...[one.action, one.outcome, one.mode ?? '', one.channel],
    ]),
  ]
}

/** What one user did. */
export function presentUser({ report, span }: Omit<Told<ReportedEntry>, 'names'>): Found {
  const table: Table = {
    caption: 'What this user did, the newest first',
    head: ['When', 'Organisation', 'What', 'NHS number', 'Outcome', 'By way of'],
    rows: report.rows
      .slice(0, MOST_SHOWN)
      .map(entry => [
        { text: dateAndTime(entry.at) },
        { text: entry.organisation ?? 'none' },
        { text: actionWords(entry) },
        { text: entry.nhsNumber === undefined ? 'none shown' : spaced(entry.nhsNumber) },
        { text: outcomeWords(entry) },
        { text: doorWords(entry) },
      ]),
    empty: 'This user did nothing in these days.',
  }
  return { span, said: countWords(report, 'entries'), tables: [table] }
}

export function rowsOfUser({ report }: Pick<Told<ReportedEntry>, 'report'>): (string | number)[][] {
  return [
    ['at', 'organisation', 'action', 'nhs_number', 'outcome', 'mode', 'channel'],
    ...report.rows.map(one => [
      ...[one.at.toISOString(), one.organisation ?? '', one.action, one.nhsNumber ?? '', one.outcome],
      ...[one.mode ?? '', one.channel],
    ]),
  ]
}

/** Who looked which numbers up, how often. */
export function presentEnquiries({ report, names, span }: Told<EnquiryRow>): Found {
  const table: Table = {
    caption: 'Who looked which numbers up, the most frequent first',
    head: ['Who', 'NHS number', 'Times', 'First', 'Last'],
    rows: report.rows
      .slice(0, MOST_SHOWN)
      .map(row => [
        { text: whoWords(row.userId, names) },
        { text: spaced(row.nhsNumber) },
        figure(row.times),
        { text: dateAndTime(row.firstAt) },
        { text: dateAndTime(row.lastAt) },
      ]),
    empty: 'Nobody in your organisation looked anybody up in these days.',
  }
  return { span, said: countWords(report, 'rows'), tables: [table] }
}

export function rowsOfEnquiries({ report, names }: Omit<Told<EnquiryRow>, 'span'>): (string | number)[][] {
  return [
    ['user_id', 'name', 'nhs_number', 'times', 'first_at', 'last_at'],
    ...report.rows.map(one => [
      ...[one.userId ?? '', names.get(one.userId ?? '') ?? '', one.nhsNumber, one.times],
      ...[one.firstAt.toISOString(), one.lastAt.toISOString()],
    ]),
  ]
}
