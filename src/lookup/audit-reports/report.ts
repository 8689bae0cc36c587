import type { Actor } from '../../identity/index.ts'
import {
  type CalendarDate,
  type Clock,
  type Database,
  dayInEngland,
  daysBetween,
  type Randomness,
  refusal,
  writeAudit,
} from '../../platform/index.ts'
import { askerOf } from '../values.ts'
import { auditReportErrors } from './errors.ts'

export type AuditReportDeps = {
  /** Under the auditor's role, which reads the system audit and adds nothing to it. */
  readonly db: Database
  /** Under a role that may add to it: each report that is run is an entry itself. */
  readonly audit: Database
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Days in England, both of them in. */
export type ReportSpan = { readonly from: CalendarDate; readonly to: CalendarDate }

/** Who runs a report, over which days, and whether it leaves as a file. */
export type ReportRun = {
  readonly actor: Actor
  readonly span: ReportSpan
  readonly requestId: string
  readonly isSaved: boolean
}

/** One entry of the system audit as a report shows it. */
export type ReportedEntry = {
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly channel: string
  readonly mode?: 'standard' | 'silent'
  readonly userId?: string
  readonly organisation?: string
  readonly nhsNumber?: string
}

/** A report; cut at `MOST_ROWS`, and then it says so. */
export type Reported<Row> = { readonly rows: readonly Row[]; readonly isCut: boolean }

/** A month's entries of one person or organisation are fewer; a sweep is seen in its first thousands. Ours. */
export const MOST_ROWS = 10_000
/** The longest month: the national reports take one at most (health-side.md 5.1). */
const MOST_DAYS = 31

/** Whether a report may cover these days. */
export function isReportable({ from, to }: ReportSpan, today: CalendarDate): boolean {
  return from <= to && to <= today && daysBetween(from, to) < MOST_DAYS
}

type About = { readonly report: string; readonly nhsNumber?: string; readonly userId?: string; readonly rows?: number }

/**
 * Writes that a report is run, and only then reads it: what cannot be audited is not shown. Throws AUDIT_REPORT_SPAN, and
 * what the database throws.
 */
export async function auditedReport<Result>(
  deps: AuditReportDeps,
  { run, about }: { readonly run: ReportRun; readonly about: About },
  read: () => Promise<Result>,
): Promise<Result> {
  const at = deps.clock.now()
  const { actor, span, requestId, isSaved } = run
  if (!isReportable(span, dayInEngland(at))) throw refusal(auditReportErrors, 'AUDIT_REPORT_SPAN')
  const { nhsNumber, ...detail } = about
  await writeAudit(deps.audit, {
    entryId: deps.randomness.uuid(),
    at,
    action: 'audit-report',
    outcome: isSaved ? 'saved' : 'shown',
    channel: 'portal',
    requestId,
    ...(nhsNumber !== undefined && { nhsNumber }),
    asker: askerOf(actor),
    detail: { ...detail, from: span.from, to: span.to },
  })
  return read()
}

/** Rows read with one more than may be shown. */
export function cut<Row>(rows: readonly Row[]): Reported<Row> {
  return { rows: rows.slice(0, MOST_ROWS), isCut: rows.length > MOST_ROWS }
}
