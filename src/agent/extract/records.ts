import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import { delimiterOf } from './delimiter.ts'
import { beginningOf, beginningText, encodingOf, textOf } from './encoding.ts'
import type { ExtractMapping } from './mapping.ts'
import { type RawRecord, refuseMissing } from './raw-record.ts'
import { workbookRecords } from './workbook.ts'

/**
 * The records of an extract by the ending of its name: `.xlsx`, `.jsonl` or `.ndjson`, anything else as delimited text.
 * Throws AGENT_EXTRACT_UNREADABLE.
 */
export function recordsOf(file: string, mapping: ExtractMapping): AsyncGenerator<RawRecord> {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  if (ending === 'xlsx') return workbookRecords(file, mapping)
  return ending === 'jsonl' || ending === 'ndjson' ? jsonRecords(file, mapping) : delimitedRecords(file, mapping)
}

async function* delimitedRecords(file: string, mapping: ExtractMapping): AsyncGenerator<RawRecord> {
  const beginning = await beginningOf(file)
  const encoding = encodingOf(beginning, mapping.encoding)
  const wanted = Object.values(mapping.columns)
  let hasHeadings = false
  const parser = parse({
    delimiter: mapping.delimiter ?? delimiterOf(beginningText(beginning, encoding), wanted),
    trim: true,
    skip_empty_lines: true,
    info: true,
    columns: (headings: string[]) => {
      hasHeadings = true
      refuseMissing(headings, wanted)
      return headings
    },
  })
  for await (const { record, info } of pipeline(textOf(file, encoding), parser, () => {}))
    yield { number: info.records + info.empty_lines + 1, cells: record }
  if (!hasHeadings) throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', 'there are no headings')
}

/** JSON Lines: an object a line; the first names every column, with null where it is empty. */
async function* jsonRecords(file: string, mapping: ExtractMapping): AsyncGenerator<RawRecord> {
  const encoding = encodingOf(await beginningOf(file), mapping.encoding)
  let number = 0
  let isFirst = true
  for await (const line of linesOf(textOf(file, encoding))) {
    number += 1
    if (line.trim() === '') continue
    const value = objectOf(line, number)
    if (isFirst) refuseMissing(Object.keys(value), Object.values(mapping.columns))
    isFirst = false
    const cells = Object.entries(value).map(([heading, cell]) => [heading, cell === null ? '' : String(cell).trim()])
    yield { number, cells: Object.fromEntries(cells) }
  }
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

function objectOf(line: string, number: number): Record<string, string | number | boolean | null> {
  try {
    const value: unknown = JSON.parse(line)
    const isFlat = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isFlat && Object.values(value).every(cell => cell === null || typeof cell !== 'object'))
      return value as Record<string, string | number | boolean | null>
  } catch {
    // Told of below, as what is JSON and no object is.
  }
  throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `line ${number}: not a flat JSON object`)
}
