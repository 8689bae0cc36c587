import fs from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { type CalendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import { isLegalStatus, type LegalStatus } from '../legal-statuses.ts'
import { COLUMNS, type Column, DATE_COLUMNS, type DateColumn, type ExtractMapping } from './mapping.ts'

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
}

/**
 * Reads an extract row by row as it streams from the disk: CSV in UTF-8, headings in the first row, further columns
 * passed over. Throws AGENT_EXTRACT_UNREADABLE when the file, an expected heading or a line's form is not there.
 */
export async function* readExtract(file: string, mapping: ExtractMapping): AsyncGenerator<ExtractRow> {
  let hasHeadings = false
  const parser = parse({
    bom: true,
    delimiter: mapping.delimiter,
    trim: true,
    skip_empty_lines: true,
    info: true,
    columns: (headings: string[]) => {
      hasHeadings = true
      return checkedHeadings(headings, mapping)
    },
  })
  try {
    for await (const { record, info } of pipeline(textOf(file), parser, () => {})) {
      yield rowOf(record, info.records + info.empty_lines + 1, mapping)
    }
  } catch (error) {
    throw unreadable(error)
  }
  if (!hasHeadings) throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'there are no headings')
}

/** The file's text; one in another encoding would send names with letters lost. */
async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for await (const chunk of fs.createReadStream(file)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function checkedHeadings(headings: string[], mapping: ExtractMapping): string[] {
  const missing = Object.values(mapping.columns).filter(heading => !headings.includes(heading))
  if (missing.length > 0) throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `no column ${missing.join(', ')}`)
  return headings
}

function rowOf(record: Record<string, string>, number: number, mapping: ExtractMapping): ExtractRow {
  const text: Partial<Record<Column, string>> = {}
  const date: Partial<Record<DateColumn, CalendarDate>> = {}
  for (const column of COLUMNS) {
    const heading = mapping.columns[column]
    const cell = heading === undefined ? '' : (record[heading] ?? '')
    if (cell !== '') text[column] = cell
  }
  for (const column of DATE_COLUMNS) {
    const day = readDay(text[column] ?? '', mapping.dateFormat)
    if (day !== undefined) date[column] = day
  }
  const legalStatus = readLegalStatus(text.legalStatus ?? '', mapping)
  return { number, text, date, ...(legalStatus && { legalStatus }) }
}

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

function unreadable(error: unknown): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  if (error instanceof CsvError) {
    const line = (error as { lines?: number }).lines
    return refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `line ${line ?? '?'}: ${code}`)
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'it is not written in UTF-8')
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `the file cannot be opened: ${code}`)
  return error
}
