import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import {
  type Clock,
  calendarDate,
  type Database,
  PROJECT_FOLDER,
  refusal,
  systemClock,
  yesOrNo,
} from '../../platform/index.ts'
import type { ApplicationRow, Channel } from './application.ts'
import { administrationErrors } from './errors.ts'
import { storeApplication } from './store.ts'

const FILE = path.join(PROJECT_FOLDER, 'db', 'reference', 'applications.csv')

/** Reads `db/reference/applications.csv`: invented applications. Throws APPLICATIONS_INVALID. */
export function readApplications(file = FILE): ApplicationRow[] {
  try {
    const rows: Record<string, string>[] = parse(fs.readFileSync(file, 'utf8'), { columns: true, trim: true })
    return rows.map(applicationOf)
  } catch (error) {
    throw refusal(administrationErrors, 'APPLICATIONS_INVALID', path.basename(file), error)
  }
}

function applicationOf(row: Record<string, string>): ApplicationRow {
  const list = (column: string) => (row[column] ?? '').split(';').filter(one => one !== '')
  return {
    clientId: row['client_id'] ?? '',
    name: row['name'] ?? '',
    cis2ClientId: row['cis2_client_id'] ?? '',
    scopes: list('scopes'),
    channels: list('channels') as Channel[],
    activities: list('activities') as ApplicationRow['activities'],
    active: yesOrNo(row['active'] ?? ''),
    validFrom: calendarDate(row['valid_from'] ?? ''),
    validTo: row['valid_to'] ? calendarDate(row['valid_to']) : null,
    source: row['source'] ?? '',
  }
}

/** Brings the invented applications up to the file; their keys stay. Laptop and tests only. May be repeated. */
export function loadApplications(owner: Database, clock: Clock = systemClock): Promise<void> {
  const rows = readApplications()
  return owner.transaction(async tx => {
    for (const row of rows) await storeApplication(tx, row, clock.now())
  })
}
