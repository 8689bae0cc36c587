import type { CalendarDate, Database } from '../../platform/index.ts'
import { MOST_ROWS, type ReportedEntry, type ReportSpan } from './report.ts'

/** Of entries; the days are England's. */
const IN_SPAN = `at >= $2::date::timestamp at time zone 'Europe/London'
  and at < ($3::date + 1)::timestamp at time zone 'Europe/London'`
/** One row more than is shown, to know that there are more. */
const LIMIT = `limit ${MOST_ROWS + 1}`
const COLUMNS = `at, action, outcome, channel, mode, user_id as "userId", organisation, nhs_number as "nhsNumber"`

/** What was done about one patient; running a report is not. */
export function entriesOfPatient(db: Database, nhsNumber: string, { from, to }: ReportSpan): Promise<ReportedEntry[]> {
  return withoutNulls(
    db.query({
      text: `select ${COLUMNS} from audit.entry where nhs_number = $1 and action <> 'audit-report' and ${IN_SPAN}
        order by at desc ${LIMIT}`,
      values: [nhsNumber, from, to],
    }),
  )
}

/** All that one user did. */
export function entriesOfUser(db: Database, userId: string, { from, to }: ReportSpan): Promise<ReportedEntry[]> {
  return withoutNulls(
    db.query({
      text: `select ${COLUMNS} from audit.entry where user_id = $1 and ${IN_SPAN} order by at desc ${LIMIT}`,
      values: [userId, from, to],
    }),
  )
}

export type EnquiryRow = {
  /** None of a system, or of an ask that was refused before it was known. */
  readonly userId?: string
  readonly nhsNumber: string
  readonly times: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Look-ups of an organisation by user and number, whatever came of them, the most frequent first. */
export function enquiriesOf(db: Database, organisation: string, { from, to }: ReportSpan): Promise<EnquiryRow[]> {
  return withoutNulls(
    db.query({
      text: `select user_id as "userId", nhs_number as "nhsNumber", count(*)::int as times, min(at) as "firstAt",
          max(at) as "lastAt"
        from audit.entry
        where organisation = $1 and action = 'look-up' and nhs_number is not null and ${IN_SPAN}
        group by 1, 2 order by times desc, "lastAt" desc, "nhsNumber" ${LIMIT}`,
      values: [organisation, from, to],
    }),
  )
}

export type CheckRow = { readonly nhsNumber: string; readonly day: CalendarDate; readonly userIds: readonly string[] }

/** The days on which an organisation had an answer about a number: one that was not checked is none. */
export function checksOf(db: Database, organisation: string, { from, to }: ReportSpan): Promise<CheckRow[]> {
  return db.query<CheckRow>({
    text: `select nhs_number as "nhsNumber", (at at time zone 'Europe/London')::date as day,
        coalesce(array_agg(distinct user_id) filter (where user_id is not null), '{}') as "userIds"
      from audit.entry
      where organisation = $1 and action = 'look-up' and outcome in ('Known', 'NotKnown') and nhs_number is not null
        and ${IN_SPAN}
      group by 1, 2 order by 2, 1`,
    values: [organisation, from, to],
  })
}

async function withoutNulls<Row>(rows: Promise<Record<string, unknown>[]>): Promise<Row[]> {
  const present = (row: Record<string, unknown>) => Object.entries(row).filter(([, value]) => value !== null)
  return (await rows).map(row => Object.fromEntries(present(row)) as Row)
}
