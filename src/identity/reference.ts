import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { type CalendarDate, calendarDate, PROJECT_FOLDER, refusal } from '../platform/index.ts'
import { identityErrors } from './errors.ts'

const FOLDER = path.join(PROJECT_FOLDER, 'db', 'reference')

/** An activity and those it directly includes. */
export type ActivityRow = {
  readonly code: string
  readonly name: string
  readonly includes: readonly string[]
  readonly source: string
}

/** A role profile as a directory gives it; the names are those of the file and of the table. */
export type RoleProfileRow = {
  readonly role_profile_id: string
  readonly user_id: string
  readonly job_role_code: string
  readonly job_role_name: string
  readonly org_ods: string
  readonly org_name: string
  readonly person_prefix: string | null
  /** One or more given names with spaces between. */
  readonly person_given: string
  readonly person_family: string
  readonly activity_codes: readonly string[]
  readonly valid_from: CalendarDate
  readonly valid_to: CalendarDate | null
  readonly source: string
}

/** Reads `db/reference/activities.csv`. Throws ROLE_DIRECTORY_INVALID naming file and line. */
export function readActivities(file = path.join(FOLDER, 'activities.csv')): ActivityRow[] {
  return readRows(file, cell => ({
    code: cell('code'),
    name: cell('name'),
    includes: list(cell('includes', '')),
    source: cell('source'),
  }))
}

/** Reads `db/reference/role-profiles.csv`: invented people. Throws ROLE_DIRECTORY_INVALID naming file and line. */
export function readRoleProfiles(file = path.join(FOLDER, 'role-profiles.csv')): RoleProfileRow[] {
  return readRows(file, cell => {
    const lastDay = cell('valid_to', '')
    return {
      role_profile_id: twelveDigits(cell('role_profile_id')),
      user_id: twelveDigits(cell('user_id')),
      job_role_code: cell('job_role_code'),
      job_role_name: cell('job_role_name'),
      org_ods: cell('org_ods'),
      org_name: cell('org_name'),
      person_prefix: cell('person_prefix', '') || null,
      person_given: cell('person_given'),
      person_family: cell('person_family'),
      activity_codes: list(cell('activity_codes', '')),
      valid_from: calendarDate(cell('valid_from')),
      valid_to: lastDay === '' ? null : calendarDate(lastDay),
      source: cell('source'),
    }
  })
}

/** A cell of one row by its column; one that is empty and has no fallback is a fault. */
type Cell = (column: string, fallback?: string) => string

function readRows<Row>(file: string, read: (cell: Cell) => Row): Row[] {
  const name = path.basename(file)
  return parsed(file).map((row, index) => {
    const cell: Cell = (column, fallback) => {
      const value = row[column] || fallback
      if (value === undefined) throw new Error(`${column} is empty`)
      return value
    }
    try {
      return read(cell)
    } catch (error) {
      const place = `${name} line ${index + 2}`
      throw refusal(identityErrors, 'ROLE_DIRECTORY_INVALID', place, error)
    }
  })
}

function parsed(file: string): Record<string, string>[] {
  try {
    return parse(fs.readFileSync(file, 'utf8'), { columns: true, bom: true, trim: true })
  } catch (error) {
    throw refusal(identityErrors, 'ROLE_DIRECTORY_INVALID', path.basename(file), error)
  }
}

function list(text: string): string[] {
  return text.split(';').filter(code => code !== '')
}

function twelveDigits(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new Error('must be 12 digits')
  return text
}
