import fs from 'node:fs'
import path from 'node:path'
import type { CalendarDate } from '../../src/platform/index.ts'
import { readPeople, type StandInPerson } from '../people/index.ts'
import type { CaseRow } from './case-row.ts'
import { type CanonicalColumn, type Mapping, mappingFile, readMapping } from './mapping.ts'
import { type Cell, rowCells } from './row-cells.ts'
import { x01Rows } from './x01-rows.ts'
import { x02Rows } from './x02-rows.ts'
import { x03Rows } from './x03-rows.ts'

export type Extract = {
  readonly authority: 'X01' | 'X02' | 'X03'
  /** The file's name, and the mapping's, without ending. */
  readonly name: string
  readonly rows: readonly CaseRow[]
  /** The case system's own id of the person in row `index`. */
  readonly localId: (index: number) => string
}

export const EXTRACTS: readonly Extract[] = [
  { authority: 'X01', name: 'x01-lcs', rows: x01Rows, localId: index => String(1_000_001 + index) },
  { authority: 'X02', name: 'x02-mosaic', rows: x02Rows, localId: index => String(20_401 + index) },
  { authority: 'X03', name: 'x03-eclipse', rows: x03Rows, localId: index => `TE${300 + index}` },
]

export type WrittenExtract = {
  readonly authority: Extract['authority']
  /** Paths of the extract and of its mapping. */
  readonly csv: string
  readonly mapping: string
}

/**
 * Writes the three extracts and their mappings into a folder (made when missing) and returns their paths. All plan dates
 * are counted from `today`, so that the same rows are good, held back and refused on any day.
 */
export function writeExtracts(folder: string, today: CalendarDate): WrittenExtract[] {
  const people = new Map(readPeople().map(person => [person.nhsNumber, person]))
  fs.mkdirSync(folder, { recursive: true })
  return EXTRACTS.map(extract => {
    const csv = path.join(folder, `${extract.name}.csv`)
    const mapping = path.join(folder, `${extract.name}.mapping.json`)
    fs.copyFileSync(mappingFile(extract.name), mapping)
    fs.writeFileSync(csv, extractText(extract, people, today))
    return { authority: extract.authority, csv, mapping }
  })
}

function extractText(extract: Extract, people: ReadonlyMap<string, StandInPerson>, today: CalendarDate): string {
  const mapping = readMapping(extract.name)
  const columns = Object.keys(mapping.columns) as CanonicalColumn[]
  const lines = extract.rows.map((row, index) => {
    const person = people.get(row.person)
    if (!person) throw new RangeError('a row of an extract is about nobody in people.json')
    const mother = extract.rows.findIndex(other => other.person === row.mother)
    const ids = { own: extract.localId(index), mother: mother < 0 ? undefined : extract.localId(mother) }
    const cells = rowCells(row, { person, ids }, today)
    return columns.map(column =>
      column === 'legalStatus' ? statusWord(row, mapping) : cellText(cells[column], mapping.dateFormat),
    )
  })
  const headings = columns.map(column => mapping.columns[column])
  return [headings, ...lines].map(cells => csvLine(cells, mapping.delimiter)).join('')
}

function statusWord(row: CaseRow, { legalStatuses = {} }: Mapping): string {
  const [status = ''] = row.ls ?? []
  return Object.keys(legalStatuses).find(word => legalStatuses[word] === status) ?? status
}

function cellText(cell: Cell, dateFormat: string): string {
  if (cell === undefined || typeof cell === 'string') return cell ?? ''
  const [year = '', month = '', day = ''] = cell.day.split('-')
  return dateFormat.replace('YYYY', year).replace('MM', month).replace('DD', day)
}

function csvLine(cells: readonly string[], delimiter: string): string {
  const quoted = cells.map(cell =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  )
  return quoted.join(delimiter) + '\n'
}
