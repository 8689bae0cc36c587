import { addDays, type CalendarDate } from '../../platform/index.ts'
import type { ExtractRow } from './extract.ts'
import type { DateColumn } from './mapping.ts'

/** The period a plan block carries, and the rows it was read from. */
export type Period = {
  readonly start?: CalendarDate
  readonly end?: CalendarDate
  readonly rows: readonly ExtractRow[]
}

/** A period as it stands in rows: the columns of its first and its last day. */
export type PeriodColumns = { readonly start: DateColumn; readonly end: DateColumn }

/**
 * The plan that started last; earlier ones are history, for a block holds one start and one end (local-authority.md
 * 5.1). Rows whose start cannot be read come with it, so that a check sees them.
 */
export function latestPeriod(rows: readonly ExtractRow[], columns: PeriodColumns): Period {
  const { dated, undated } = byStart(rows, columns)
  const last = dated.at(-1)
  const same = dated.filter(row => row.date[columns.start] === last?.date[columns.start])
  return period([...same, ...undated], columns)
}

/**
 * The last run of rows without a day between them as one period: a child stays looked after from the first day of the
 * first status to the last day of the last, whatever the status in between (local-authority.md 5.1).
 */
export function continuousPeriod(rows: readonly ExtractRow[], columns: PeriodColumns): Period {
  const { dated, undated } = byStart(rows, columns)
  let run: ExtractRow[] = []
  for (const row of dated) {
    const { end } = period(run, columns)
    const starts = row.date[columns.start]
    const goesOn = end === undefined || (starts !== undefined && starts <= addDays(end, 1))
    run = goesOn ? [...run, row] : [row]
  }
  return period([...run, ...undated], columns)
}

function byStart(rows: readonly ExtractRow[], columns: PeriodColumns) {
  const startOf = (row: ExtractRow) => row.date[columns.start] ?? ''
  const dated = rows.filter(row => startOf(row) !== '').sort((a, b) => startOf(a).localeCompare(startOf(b)))
  return { dated, undated: rows.filter(row => startOf(row) === '') }
}

/** From the earliest start to the latest end; open as long as one row is. */
function period(rows: readonly ExtractRow[], columns: PeriodColumns): Period {
  const starts = rows.flatMap(row => row.date[columns.start] ?? []).sort()
  const ends = rows.flatMap(row => row.date[columns.end] ?? []).sort()
  const open = rows.some(row => row.date[columns.end] === undefined)
  return {
    ...(starts[0] && { start: starts[0] }),
    ...(!open && ends.at(-1) && { end: ends.at(-1) as CalendarDate }),
    rows,
  }
}
