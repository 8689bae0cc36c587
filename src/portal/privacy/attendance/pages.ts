import type { Attendance, ReportSpan } from '../../../lookup/index.ts'
import type { FieldError } from '../../frame/fields.ts'
import type { Visit } from '../../frame/portal.ts'
import { csv, type Reply } from '../../frame/reply.ts'
import type { PrivacyDeps } from '../deps.ts'
import { readSpan, runOf, type Typed, typedReport, usualSpan } from '../read-span.ts'
import { presentReport } from '../report-page.ts'
import { sectionPage } from '../section.ts'
import { ATTENDANCE, presentAttendance, rowsOfAttendance } from './presenter.ts'
import { readAttendances } from './read-list.ts'

export async function askAttendance(visit: Visit) {
  return answer({ typed: usualSpan(visit.now), errors: [] })
}

/** Compares the list that was given with the look-ups; it is kept nowhere. */
export async function showAttendance(deps: PrivacyDeps, visit: Visit): Promise<Reply> {
  const typed = typedReport(visit.form)
  const read = readTyped(typed, visit.now)
  if ('errors' in read) return answer({ typed, ...read })
  const { attendances, span } = read
  const report = await deps.attendance(runOf(visit, span, false), attendances)
  const names = await deps.namesOf([...new Set(report.withoutAttendance.flatMap(one => one.userIds))])
  const found = presentAttendance({ report, names, span })
  return sectionPage('attendance', 'report.njk', presentReport(ATTENDANCE, { typed, errors: [] }, found))
}

export async function saveAttendance(deps: PrivacyDeps, visit: Visit): Promise<Reply> {
  const typed = typedReport(visit.form)
  const read = readTyped(typed, visit.now)
  if ('errors' in read) return answer({ typed, ...read })
  const { attendances, span } = read
  const report = await deps.attendance(runOf(visit, span, true), attendances)
  return csv(`attendance-${span.from}-${span.to}.csv`, rowsOfAttendance({ report }))
}

function answer(filled: { readonly typed: Typed; readonly errors: readonly FieldError[] }) {
  const status = filled.errors.length > 0 ? 422 : 200
  return sectionPage('attendance', 'report.njk', presentReport(ATTENDANCE, filled), status)
}

type Read =
  | { readonly attendances: readonly Attendance[]; readonly span: ReportSpan }
  | { readonly errors: readonly FieldError[] }

function readTyped(typed: Typed, now: Date): Read {
  const span = readSpan(typed, now)
  if (!('from' in span)) return { errors: span }
  const read = readAttendances(typed.subject, span)
  if ('faults' in read) return { errors: read.faults.map(text => ({ text, href: '#subject' })) }
  return { ...read, span }
}
