import type { NhsNumber } from '../../demographics/index.ts'
import { addDays, type CalendarDate } from '../../platform/index.ts'
import { type AuditReportDeps, auditedReport, type ReportRun } from './report.ts'
import { type CheckRow, checksOf } from './store.ts'

/** Somebody who attended: a number and the day in England. */
export type Attendance = { readonly nhsNumber: NhsNumber; readonly day: CalendarDate }

export type AttendanceReport = {
  readonly attended: number
  readonly notChecked: readonly Attendance[]
  readonly withoutAttendance: readonly CheckRow[]
}

/**
 * Compares attendances with the look-ups of the organisation of who asks (ours, health-side.md 5.1): *attended but not
 * checked* and *checked without attendance*. A look-up belongs to an attendance of its day or of the day before, since
 * people stay past midnight. The list is kept nowhere; the audit has how long it was. Throws AUDIT_REPORT_SPAN.
 */
export function attendanceReport(
  deps: AuditReportDeps,
  run: ReportRun,
  attendances: readonly Attendance[],
): Promise<AttendanceReport> {
  const { odsCode } = run.actor.author.organisation
  const about = { report: 'attendance', rows: attendances.length }
  return auditedReport(deps, { run, about }, async () => {
    const { from, to } = run.span
    return compared(attendances, await checksOf(deps.db, odsCode, { from, to: addDays(to, 1) }), run.span.to)
  })
}

/** As `attendanceReport`, of look-ups that were read; those after `to` only answer for an attendance before midnight. */
export function compared(
  attendances: readonly Attendance[],
  checks: readonly CheckRow[],
  to: CalendarDate,
): AttendanceReport {
  const key = (nhsNumber: string, day: CalendarDate) => `${nhsNumber} ${day}`
  const checked = new Set(checks.map(one => key(one.nhsNumber, one.day)))
  const attended = new Map(attendances.map(one => [key(one.nhsNumber, one.day), one]))
  const isChecked = ({ nhsNumber, day }: Attendance) =>
    checked.has(key(nhsNumber, day)) || checked.has(key(nhsNumber, addDays(day, 1)))
  const wasThere = ({ nhsNumber, day }: CheckRow) =>
    attended.has(key(nhsNumber, day)) || attended.has(key(nhsNumber, addDays(day, -1)))
  return {
    attended: attended.size,
    notChecked: [...attended.values()].filter(one => !isChecked(one)),
    withoutAttendance: checks.filter(one => one.day <= to && !wasThere(one)),
  }
}
