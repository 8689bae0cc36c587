import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { PROJECT_FOLDER, readCalendarDate, refusal } from '../platform/index.ts'
import { careSettingsErrors } from './errors.ts'

const FOLDER = path.join(PROJECT_FOLDER, 'db', 'reference')

/** One row of a reference file under the names of its header; an empty cell is `null`. */
export type ReferenceRow = { readonly [column: string]: string | null }

/**
 * Reads a reference file: CSV in UTF-8 with a header, among its columns `valid_from`, `valid_to` and `source`.
 * Throws REFERENCE_INVALID naming file and line when it is no such file or a day in it does not exist.
 */
export function readReference(name: string, folder = FOLDER): ReferenceRow[] {
  const rows = parsed(name, folder)
  for (const [index, row] of rows.entries()) {
    const place = `${name} line ${index + 2}`
    if (!row['source']) throw refusal(careSettingsErrors, 'REFERENCE_INVALID', `${place} names no source`)
    for (const column of ['valid_from', 'valid_to']) {
      const day = row[column]
      if (day === undefined || (day === null && column === 'valid_from') || (day !== null && !readCalendarDate(day)))
        throw refusal(careSettingsErrors, 'REFERENCE_INVALID', `${place} has no usable ${column}`)
    }
  }
  return rows
}

function parsed(name: string, folder: string): ReferenceRow[] {
  try {
    const text = fs.readFileSync(path.join(folder, name), 'utf8')
    return parse(text, { columns: true, bom: true, cast: value => (value === '' ? null : value) }) as ReferenceRow[]
  } catch (error) {
    throw refusal(careSettingsErrors, 'REFERENCE_INVALID', name, error)
  }
}

/** `yes` or `no` in a reference file, as truth. */
export function isYes(row: ReferenceRow, column: string): boolean {
  return row[column] === 'yes'
}

/**
 * Holds the rows of a file that belong to one key against each other: on every day one of them counts at most.
 * Throws REFERENCE_INVALID naming the key.
 */
export function checkPeriods(name: string, rows: readonly object[], column: string): void {
  const lastDays = new Map<string, string>()
  for (const row of (rows as readonly ReferenceRow[]).toSorted(byFirstDay)) {
    const key = String(row[column])
    const lastDay = lastDays.get(key)
    if (lastDay !== undefined && lastDay >= String(row['valid_from']))
      throw refusal(careSettingsErrors, 'REFERENCE_INVALID', `${name} has two rows for ${key} on one day`)
    lastDays.set(key, row['valid_to'] ?? 'for ever')
  }
}

const byFirstDay = (a: ReferenceRow, b: ReferenceRow) => String(a['valid_from']).localeCompare(String(b['valid_from']))
