import fs from 'node:fs/promises'
import { readSheet } from 'read-excel-file/node'
import { refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import type { ExtractMapping } from './mapping.ts'
import { type RawRecord, refuseMissing } from './raw-record.ts'

/** A workbook is unpacked whole in memory; a larger one has to be saved as CSV, which streams. */
const MOST_BYTES = 20_000_000

/** The first sheet of an Excel workbook, headings in its first row. Throws AGENT_EXTRACT_UNREADABLE. */
export async function* workbookRecords(file: string, mapping: ExtractMapping): AsyncGenerator<RawRecord> {
  if ((await fs.stat(file)).size > MOST_BYTES)
    throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'the workbook is larger than 20 MB; save it as CSV')
  const rows = await readSheet(file).catch(() => {
    throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'it is not an Excel workbook')
  })
  const [first, ...others] = rows as unknown[][]
  if (first === undefined) throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'there are no headings')
  const headings = first.map(cell => cellText(cell, mapping))
  refuseMissing(headings, Object.values(mapping.columns))
  for (const [index, row] of others.entries()) {
    const cells = headings.map((heading, column) => [heading, cellText(row[column], mapping)])
    if (cells.some(([, cell]) => cell !== '')) yield { number: index + 2, cells: Object.fromEntries(cells) }
  }
}

/** A cell as it would stand in a CSV; a day Excel holds as a date is written as the mapping says. */
function cellText(cell: unknown, { dateFormat }: ExtractMapping): string {
  if (cell === null || cell === undefined) return ''
  if (!(cell instanceof Date)) return String(cell).trim()
  const day = cell.toISOString().slice(0, 10)
  return dateFormat === 'YYYY-MM-DD' ? day : day.split('-').reverse().join('/')
}
