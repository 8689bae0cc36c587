import { readTypedNhsNumber } from '../../../demographics/index.ts'
import type { ReportSpan } from '../../../lookup/index.ts'
import type { FieldError } from '../../frame/fields.ts'
import type { Visit } from '../../frame/portal.ts'
import { csv, type Reply } from '../../frame/reply.ts'
import type { PrivacyDeps } from '../deps.ts'
import { readSpan, runOf, type Typed, typedReport, usualSpan } from '../read-span.ts'
import { type Found, presentReport, type ReportWords } from '../report-page.ts'
import { type Section, sectionPage } from '../section.ts'
import {
  ENQUIRIES,
  PATIENT,
  presentEnquiries,
  presentPatient,
  presentUser,
  rowsOfEnquiries,
  rowsOfPatient,
  rowsOfUser,
  USER,
} from './presenter.ts'

type Asked = { readonly visit: Visit; readonly subject: string; readonly span: ReportSpan; readonly isSaved: boolean }

/** One of the three reports: its words, how its subject is read, and what it finds, to be shown and to be saved. */
export type NationalReport = {
  readonly section: Section
  readonly words: ReportWords
  /** `undefined` for what is no such subject. */
  readonly readSubject: (typed: string) => string | undefined
  readonly wrong: string
  readonly show: (deps: PrivacyDeps, asked: Asked) => Promise<Found>
  readonly save: (deps: PrivacyDeps, asked: Asked) => Promise<(string | number)[][]>
}

const runOfAsked = ({ visit, span, isSaved }: Asked) => runOf(visit, span, isSaved)

function usersOf(rows: readonly { readonly userId?: string }[]): string[] {
  return [...new Set(rows.flatMap(({ userId }) => (userId === undefined ? [] : [userId])))]
}

async function patientOf(deps: PrivacyDeps, asked: Asked) {
  const nhsNumber = readTypedNhsNumber(asked.subject)
  if (nhsNumber === undefined) throw new Error('the number was read before')
  const report = await deps.patientAccess(runOfAsked(asked), nhsNumber)
  return { report, names: await deps.namesOf(usersOf(report.rows)), span: asked.span }
}

async function enquiriesOf(deps: PrivacyDeps, asked: Asked) {
  const report = await deps.enquiries(runOfAsked(asked))
  return { report, names: await deps.namesOf(usersOf(report.rows)), span: asked.span }
}

async function userOf(deps: PrivacyDeps, asked: Asked) {
  return { report: await deps.userAccess(runOfAsked(asked), asked.subject), span: asked.span }
}

export const NATIONAL_REPORTS: readonly NationalReport[] = [
  {
    section: 'patient',
    words: PATIENT,
    readSubject: typed => readTypedNhsNumber(typed),
    wrong: 'Enter an NHS number of 10 digits, as 999 123 4567; this one is not right',
    show: async (deps, asked) => presentPatient(await patientOf(deps, asked)),
    save: async (deps, asked) => rowsOfPatient(await patientOf(deps, asked)),
  },
  {
    section: 'user',
    words: USER,
    readSubject: typed => (/^\d{12}$/.test(typed) ? typed : undefined),
    wrong: 'Enter a user id of 12 digits',
    show: async (deps, asked) => presentUser(await userOf(deps, asked)),
    save: async (deps, asked) => rowsOfUser(await userOf(deps, asked)),
  },
  {
    section: 'enquiries',
    words: ENQUIRIES,
    readSubject: () => '',
    wrong: '',
    show: async (deps, asked) => presentEnquiries(await enquiriesOf(deps, asked)),
    save: async (deps, asked) => rowsOfEnquiries(await enquiriesOf(deps, asked)),
  },
]

/** The form of a report, before it is run. */
export async function askReport({ section, words }: NationalReport, visit: Visit) {
  return sectionPage(section, 'report.njk', presentReport(words, { typed: usualSpan(visit.now), errors: [] }))
}

/** Runs a report and shows it. */
export async function showReport(deps: PrivacyDeps, report: NationalReport, visit: Visit): Promise<Reply> {
  const { section, words } = report
  const typed = typedReport(visit.form)
  const read = readReport(report, typed, visit)
  if ('errors' in read) return sectionPage(section, 'report.njk', presentReport(words, { typed, ...read }), 422)
  const found = await report.show(deps, { ...read, visit, isSaved: false })
  return sectionPage(section, 'report.njk', presentReport(words, { typed, errors: [] }, found))
}

/** Runs a report and saves it; a form that is not right is shown again. */
export async function saveReport(deps: PrivacyDeps, report: NationalReport, visit: Visit): Promise<Reply> {
  const { section, words } = report
  const typed = typedReport(visit.form)
  const read = readReport(report, typed, visit)
  if ('errors' in read) return sectionPage(section, 'report.njk', presentReport(words, { typed, ...read }), 422)
  const rows = await report.save(deps, { ...read, visit, isSaved: true })
  return csv(`${section}-${read.span.from}-${read.span.to}.csv`, rows)
}

type Read = { readonly subject: string; readonly span: ReportSpan } | { readonly errors: readonly FieldError[] }

function readReport({ readSubject, wrong }: NationalReport, typed: Typed, { now }: Visit): Read {
  const subject = readSubject(typed.subject)
  const span = readSpan(typed, now)
  const errors = [
    ...(subject === undefined ? [{ text: wrong, href: '#subject' }] : []),
    ...('from' in span ? [] : span),
  ]
  if (subject === undefined || !('from' in span)) return { errors }
  return { subject, span }
}
