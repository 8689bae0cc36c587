import { parse } from 'csv-parse/sync'
import { readTypedNhsNumber } from '../../../demographics/index.ts'
import type { Attendance, ReportSpan } from '../../../lookup/index.ts'
import { readCalendarDate } from '../../../platform/index.ts'

export const MOST_ATTENDANCES = 10_000
const HEADER = 'nhs_number,date'
/** So many faults are said at once. */
const MOST_FAULTS = 10

/**
 * Reads a list of attendances: a header `nhs_number,date`, then a number and a day written YYYY-MM-DD in each line, the
 * days within the report's. One line that is not right and nothing is taken. Faults name lines, never what stands in them.
 */
export function readAttendances(
  text: string,
  { from, to }: ReportSpan,
): { readonly attendances: readonly Attendance[] } | { readonly faults: readonly string[] } {
  const lines = linesOf(text)
  if (lines === undefined) return { faults: ['The list is no CSV'] }
  const [header, ...rows] = lines
  if (header?.join(',') !== HEADER) return { faults: [`The first line must be ${HEADER}`] }
  if (rows.length === 0) return { faults: ['The list holds no attendance'] }
  if (rows.length > MOST_ATTENDANCES)
    return { faults: [`The list holds more than ${MOST_ATTENDANCES.toLocaleString('en-GB')} attendances`] }
  const attendances: Attendance[] = []
  const faults: string[] = []
  for (const [index, row] of rows.entries()) {
    const read = rowOf(row, { from, to })
    if (typeof read === 'string') faults.push(`Line ${index + 2}: ${read}`)
    else attendances.push(read)
  }
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { attendances }
}

function linesOf(text: string): string[][] | undefined {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as string[][]
  } catch {
    return undefined
  }
}

function rowOf(row: readonly string[], { from, to }: ReportSpan): Attendance | string {
  const [typed = '', date = ''] = row
  const nhsNumber = readTypedNhsNumber(typed)
  const day = readCalendarDate(date)
  if (row.length !== 2) return 'it must hold a number and a day'
  if (nhsNumber === undefined) return 'the NHS number is not right'
  if (day === undefined) return 'the day must be written as 2026-11-22'
  return day < from || day > to ? 'the day lies outside the days of the report' : { nhsNumber, day }
}
