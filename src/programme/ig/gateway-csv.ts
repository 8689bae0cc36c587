import { parse } from 'csv-parse/sync'
import { type CalendarDate, dayInEngland, readCalendarDate, refusal } from '../../platform/index.ts'
import { writeCsv } from '../csv.ts'
import type { SettingsDeps } from '../deps.ts'
import { type AgreementRow, agreementTable } from './agreement-table.ts'
import { igErrors } from './errors.ts'
import { askForSignature } from './signature.ts'

export const GATEWAY_COLUMNS = [
  'authority_code',
  'authority_name',
  'version',
  'care_settings',
  'state',
  'offered_on',
  'sign_by',
  'signed_on',
  'signatory_role',
  'gateway_reference',
  'accurate_on',
] as const

/** Every agreement as CSV for the gateway; it says the day it is accurate on, as the gateway's own export does. */
export async function exportForGateway(deps: SettingsDeps): Promise<string> {
  const accurateOn = dayInEngland(deps.clock.now())
  const rows = (await agreementTable(deps)).map(({ agreement, ...row }) => ({
    authority_code: row.authorityCode,
    authority_name: row.authorityName,
    version: agreement?.version,
    care_settings: agreement?.careSettings.join(';'),
    state: row.state,
    offered_on: agreement?.offeredOn,
    sign_by: agreement?.signBy,
    signed_on: agreement?.signedOn,
    signatory_role: agreement?.signatoryRole,
    gateway_reference: row.gatewayReference,
    accurate_on: accurateOn,
  }))
  return writeCsv(GATEWAY_COLUMNS, rows)
}

/** What an import did: signatures that now wait for somebody else's approval, and rows that said nothing new. */
export type Imported = { readonly asked: number; readonly unchanged: number }

type GatewayRow = {
  readonly line: number
  readonly authorityCode: string
  readonly version: string
  readonly signedOn: CalendarDate | undefined
  readonly signatoryRole: string
  readonly gatewayReference: string
}

/**
 * Takes over what the gateway says was signed: CSV in UTF-8 with at least `authority_code`, `version`, `signed_on` and
 * `signatory_role`, as an export of ours or of the gateway edited to it. Each new signature waits for the approval of a
 * second person. Throws IG_GATEWAY_FILE_INVALID naming every line that is wrong; then nothing is taken over.
 */
export async function importFromGateway(deps: SettingsDeps, csv: string, by: string): Promise<Imported> {
  const rows = readRows(csv)
  const table = await agreementTable(deps)
  const today = dayInEngland(deps.clock.now())
  const judged = rows.map(row => judge(row, table, today))
  const faults = judged.flatMap(one => one.fault ?? [])
  if (faults.length > 0) throw refusal(igErrors, 'IG_GATEWAY_FILE_INVALID', faults.join('; '))
  const news = judged.flatMap(one => one.news ?? [])
  await deps.db.transaction(async tx => {
    for (const { agreementId, row } of news) {
      const { signedOn, signatoryRole, gatewayReference } = row
      await askForSignature(
        { ...deps, db: tx },
        { agreementId, by },
        {
          ...{ action: 'sign', source: 'gateway', signatoryRole },
          ...(signedOn !== undefined && { on: signedOn }),
          ...(gatewayReference !== '' && { gatewayReference }),
        },
      )
    }
  })
  return { asked: news.length, unchanged: rows.length - news.length }
}

type Judged = { readonly fault?: string; readonly news?: { readonly agreementId: string; readonly row: GatewayRow } }

function judge(row: GatewayRow, table: readonly AgreementRow[], today: CalendarDate): Judged {
  const { line, authorityCode, version, signedOn, signatoryRole } = row
  if (signedOn === undefined) return {}
  const found = table.find(
    one => one.authorityCode === authorityCode && one.agreement?.version === version && one.state !== 'lapsed',
  )
  if (found?.agreement === undefined) return { fault: `line ${line}: ${authorityCode} was offered no ${version}` }
  const { agreementId, signedOn: held, offeredOn } = found.agreement
  if (held !== undefined)
    return held === signedOn
      ? {}
      : { fault: `line ${line}: ${authorityCode} signed on ${held} here, ${signedOn} there` }
  if (signedOn > today || signedOn < offeredOn) return { fault: `line ${line}: signed_on ${signedOn} cannot be` }
  if (signatoryRole === '') return { fault: `line ${line}: signatory_role is missing` }
  return found.waiting === undefined ? { news: { agreementId, row } } : {}
}

function readRows(csv: string): GatewayRow[] {
  const [header = [], ...rows] = cellsOf(csv)
  const columns = ['authority_code', 'version', 'signed_on', 'signatory_role']
  const missing = columns.filter(one => !header.includes(one))
  if (missing.length > 0)
    throw refusal(igErrors, 'IG_GATEWAY_FILE_INVALID', `line 1: there is no column ${missing.join(', ')}`)
  return rows.map((cells, index) => {
    const cell = (column: string) => cells[header.indexOf(column)] ?? ''
    const signed = cell('signed_on')
    const signedOn = readCalendarDate(signed)
    if (signed !== '' && signedOn === undefined)
      throw refusal(igErrors, 'IG_GATEWAY_FILE_INVALID', `line ${index + 2}: signed_on must be a day as 2026-04-01`)
    return {
      ...{ line: index + 2, authorityCode: cell('authority_code'), version: cell('version'), signedOn },
      ...{ signatoryRole: cell('signatory_role'), gatewayReference: cell('gateway_reference') },
    }
  })
}

function cellsOf(csv: string): string[][] {
  try {
    return parse(csv, { bom: true, trim: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    throw refusal(igErrors, 'IG_GATEWAY_FILE_INVALID', 'no CSV with as many cells in each line', error)
  }
}
