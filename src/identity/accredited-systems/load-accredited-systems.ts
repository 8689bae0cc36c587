import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { calendarDate, type Database, oneOf, PROJECT_FOLDER, refusal, wholeNumber } from '../../platform/index.ts'
import { accreditationErrors } from './errors.ts'

const FILE = path.join(PROJECT_FOLDER, 'db', 'reference', 'accredited-systems.csv')

/**
 * Makes the accredited systems those of a file, whole or not at all; may be repeated. A system that left the file is no
 * longer accredited. The file of the project holds invented ones, so production names its own.
 * Throws ACCREDITED_SYSTEMS_INVALID naming file and line.
 */
export async function loadAccreditedSystems(owner: Database, file = FILE): Promise<number> {
  const rows = readRows(file)
  await owner.transaction(async tx => {
    await tx.query({ text: 'delete from identity.accredited_system' })
    await tx.query({
      text: `insert into identity.accredited_system
        select * from jsonb_populate_recordset(null::identity.accredited_system, $1)`,
      values: [JSON.stringify(rows)],
    })
  })
  return rows.length
}

function readRows(file: string): object[] {
  const name = path.basename(file)
  let rows: Record<string, string>[]
  try {
    rows = parse(fs.readFileSync(file, 'utf8'), { columns: true, bom: true, trim: true })
  } catch (error) {
    throw refusal(accreditationErrors, 'ACCREDITED_SYSTEMS_INVALID', name, error)
  }
  return rows.map((row, index) => {
    try {
      return systemOf(row)
    } catch (error) {
      throw refusal(accreditationErrors, 'ACCREDITED_SYSTEMS_INVALID', `${name} line ${index + 2}`, error)
    }
  })
}

function systemOf(row: Record<string, string>): object {
  const given = (column: string): string => {
    const value = row[column]
    if (!value) throw new Error(`${column} is empty`)
    return value
  }
  const list = (column: string) => (row[column] ?? '').split(';').filter(one => one !== '')
  if (!/^\d{12}$/.test(given('asid'))) throw new Error('asid must be 12 digits')
  if (list('organisations').length === 0) throw new Error('organisations is empty')
  return {
    asid: given('asid'),
    name: given('name'),
    organisations: list('organisations'),
    certificate_name: given('certificate_name').toLowerCase(),
    sign_in: oneOf('by-system', 'token')(given('sign_in')),
    assurance_level: wholeNumber(1, 3)(given('assurance_level')),
    device_activities: list('device_activities').map(oneOf('B0107', 'B0170')),
    party_key: row['party_key'] || null,
    cpa_id: row['cpa_id'] || null,
    reply_url: row['reply_url'] || null,
    valid_from: calendarDate(given('valid_from')),
    valid_to: row['valid_to'] ? calendarDate(row['valid_to']) : null,
    source: given('source'),
  }
}
