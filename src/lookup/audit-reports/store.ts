import {
  type CalendarDate,
  type Database,
  type NumberOfEntry,
  openNumber,
  processKeyring,
} from '../../platform/index.ts'
import { keyOfChild } from '../../register/index.ts'
import { MOST_ROWS, type ReportedEntry, type ReportSpan } from './report.ts'

/** Of entries; the days are England's. */
const IN_SPAN = `at >= $2::date::timestamp at time zone 'Europe/London'
  and at < ($3::date + 1)::timestamp at time zone 'Europe/London'`
/** One row more than is shown, to know that there are more. */
const LIMIT = `limit ${MOST_ROWS + 1}`
const COLUMNS = `at, action, outcome, channel, mode, user_id as "userId", organisation, entry_id, wrapped_key, number_sealed`

/** Of the entries of a group, which are about one child, the one to read its number from. */
const ANY_ENTRY = ['entry_id', 'wrapped_key', 'number_sealed']
  .map(column => `(array_agg(${column} order by at, entry_id))[1] as ${column}`)
  .join(', ')

/** What was done about one patient; running a report is not. */
export function entriesOfPatient(db: Database, nhsNumber: string, { from, to }: ReportSpan): Promise<ReportedEntry[]> {
  return numbered(
    db.query({
      text: `select ${COLUMNS} from audit.entry where child_key = $1 and action <> 'audit-report' and ${IN_SPAN}
        order by at desc ${LIMIT}`,
      values: [keyOfChild(nhsNumber), from, to],
    }),
  )
}

/** All that one user did. */
export function entriesOfUser(db: Database, userId: string, { from, to }: ReportSpan): Promise<ReportedEntry[]> {
  return numbered(
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
  return numbered(
    db.query({
      text: `select user_id as "userId", count(*)::int as times, min(at) as "firstAt", max(at) as "lastAt", ${ANY_ENTRY}
        from audit.entry
        where organisation = $1 and action = 'look-up' and child_key is not null and ${IN_SPAN}
        group by user_id, child_key order by times desc, "lastAt" desc, child_key ${LIMIT}`,
      values: [organisation, from, to],
    }),
  )
}

export type CheckRow = { readonly nhsNumber: string; readonly day: CalendarDate; readonly userIds: readonly string[] }

/** The days on which an organisation had an answer about a number: one that was not checked is none. */
export function checksOf(db: Database, organisation: string, { from, to }: ReportSpan): Promise<CheckRow[]> {
  const rows = db.query({
    text: `select (at at time zone 'Europe/London')::date as day, ${ANY_ENTRY},
        coalesce(array_agg(distinct user_id) filter (where user_id is not null), '{}') as "userIds"
      from audit.entry
      where organisation = $1 and action = 'look-up' and outcome in ('Known', 'NotKnown') and child_key is not null
        and ${IN_SPAN}
      group by child_key, 1 order by 1, child_key`,
    values: [organisation, from, to],
  })
  return numbered<CheckRow>(rows)
}

/** Rows with the numbers opened and nothing where nothing is. */
async function numbered<Row>(rows: Promise<Record<string, unknown>[]>): Promise<Row[]> {
  const keyring = processKeyring()
  const present = (row: Record<string, unknown>) => Object.entries(row).filter(([, value]) => value !== null)
  return (await rows).map(row => {
    const { entry_id, wrapped_key, number_sealed, ...rest } = row as NumberOfEntry
    const nhsNumber = openNumber(keyring, { entry_id, wrapped_key, number_sealed })
    return { ...Object.fromEntries(present(rest)), ...(nhsNumber !== undefined && { nhsNumber }) } as Row
  })
}
