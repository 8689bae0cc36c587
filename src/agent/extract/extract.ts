import { CsvError } from 'csv-parse'
import { type CalendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { type PlanCategory, readPlanCategory } from '../../register/index.ts'
import { agentErrors } from '../errors.ts'
import { isLegalStatus, type LegalStatus } from '../legal-statuses.ts'
import { COLUMNS, type Column, DATE_COLUMNS, type DateColumn, type ExtractMapping } from './mapping.ts'
import type { RawRecord } from './raw-record.ts'
import { recordsOf } from './records.ts'

/**
 * One row of an extract. `text` holds the cells that are not empty; `date` those of them that are days that exist, so a
 * date cell in `text` and not in `date` could not be read.
 */
export type ExtractRow = {
  /** As a spreadsheet counts: the headings are row 1. */
  readonly number: number
  readonly text: Readonly<Partial<Record<Column, string>>>
  readonly date: Readonly<Partial<Record<DateColumn, CalendarDate>>>
  readonly legalStatus?: LegalStatus
  readonly planCategory?: PlanCategory
}

/**
 * Reads an extract row by row: delimited text and JSON Lines as they stream from the disk, Excel workbooks whole
 * (`records.ts`); further columns are passed over. Throws AGENT_EXTRACT_UNREADABLE when the file, an expected heading or
 * a line's form is not there.
 */
export async function* readExtract(file: string, mapping: ExtractMapping): AsyncGenerator<ExtractRow> {
  const keep = keeper()
  try {
    for await (const { number, cells } of recordsOf(file, mapping)) yield rowOf(cells, number, { mapping, keep })
  } catch (error) {
    throw unreadable(error)
  }
}

type Reading = { readonly mapping: ExtractMapping; readonly keep: (text: string) => string }

/** How many different short texts are worth keeping: days, statuses and names of a whole extract come again and again. */
const MOST_KEPT = 50_000

/** One copy of each text that comes again, which halves the memory a large extract takes. */
function keeper(): (text: string) => string {
  const kept = new Map<string, string>()
  return text => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size < MOST_KEPT) kept.set(text, text)
    return text
  }
}

function rowOf(cells: RawRecord['cells'], number: number, { mapping, keep }: Reading): ExtractRow {
  const text: Partial<Record<Column, string>> = {}
  const date: Partial<Record<DateColumn, CalendarDate>> = {}
  for (const column of COLUMNS) {
    const heading = mapping.columns[column]
    const cell = heading === undefined ? '' : (cells[heading] ?? '')
    if (cell !== '') text[column] = UNLIKE.has(column) ? cell : keep(cell)
  }
  for (const column of DATE_COLUMNS) {
    const day = readDay(text[column] ?? '', mapping.dateFormat)
    if (day !== undefined) date[column] = keep(day) as CalendarDate
  }
  const legalStatus = readLegalStatus(text.legalStatus ?? '', mapping)
  const planCategory = readCategory(text.planCategory ?? '', mapping)
  return { number, text, date, ...(legalStatus && { legalStatus }), ...(planCategory && { planCategory }) }
}

/** Hardly ever the same in two rows. */
const UNLIKE: ReadonlySet<Column> = new Set(['localPersonId', 'nhsNumber'])

/** Only years 19xx and 20xx can be sent (hl7v3.md 2.4); any other is a slip of the pen. */
function readDay(cell: string, format: ExtractMapping['dateFormat']): CalendarDate | undefined {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(cell)
  const day = format === 'YYYY-MM-DD' ? cell : parts ? `${parts[3]}-${parts[2]}-${parts[1]}` : ''
  return /^(19|20)/.test(day) ? readCalendarDate(day) : undefined
}

function readLegalStatus(cell: string, mapping: ExtractMapping): LegalStatus | undefined {
  const mapped = mapping.legalStatuses?.[cell]
  if (mapped !== undefined) return mapped
  const code = cell.toUpperCase()
  return isLegalStatus(code) ? code : undefined
}

function readCategory(cell: string, mapping: ExtractMapping): PlanCategory | undefined {
  return mapping.planCategories?.[cell] ?? readPlanCategory(cell.toUpperCase())
}

function unreadable(error: unknown): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  if (error instanceof CsvError) {
    const line = (error as { lines?: number }).lines
    return refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `line ${line ?? '?'}: ${code}`)
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `the file cannot be opened: ${code}`)
  return error
}
