import { AUDIT_COLUMNS, type Database } from '../platform/index.ts'
import { HISTORY_LIMIT } from './access.ts'

// The SQL of the look-up. A standard look-up is one statement: it reads, writes the access, the orders and the audit,
// and returns the answer, so it cannot be left half done by a caller that dies.

/** What the register showed, as the statement returns it. */
export type PlanRow = {
  plan_id: string
  type: 'CPP' | 'LAC' | 'UCP'
  subject: 'child' | 'mother'
  start_date: string
  end_date: string | null
  given_name: string
  family_name: string
  birth_date: string
  local_id: string | null
  authority_code: string
  authority_name: string
  emergency_phone: string
  office_phone: string | null
  last_upload_at: string
}
export type WithheldRow = Pick<PlanRow, 'authority_code' | 'authority_name' | 'emergency_phone' | 'office_phone'>
export type AccessRow = {
  access_id: string
  at: string
  author: unknown
  kind: 'look-up' | 'encounter' | 'was-not-brought'
}

export type LookUpRow = {
  nhs_number: string
  /** None is null, as with `withheld`. */
  plans: PlanRow[] | null
  withheld: WithheldRow[] | null
  /** Null also where it was not wanted. */
  history: AccessRow[] | null
  /** This request wrote its access now; false when the same request id had done so before, or nothing was found. */
  fresh: boolean
  /** The access joined the history and was ordered to be notified. */
  counted: boolean
}

// Where the gate is open ($15) no agreement is looked for.
export const NUMBER_AND_PLANS = `
  number as (
    select coalesce((select current_number from register.number_now where old_number = $1), $1) as nhs_number),
  held as (
    select p.*, $15::boolean or exists (
      select from care_settings.open_agreement a
      where a.authority_code = p.authority_code and a.care_setting = $14::text
        and a.valid_from <= $2 and (a.valid_to is null or a.valid_to >= $2)) as is_open
    from register.shown_plan p, number
    where p.nhs_number = number.nhs_number and p.shown_until >= $2::date),
  plans as (select * from held where is_open)`

export const AUDIT = `
  audited as (
    insert into audit.entry (${AUDIT_COLUMNS})
    select $3::uuid, $4::timestamptz, $5::text, case when exists (select from held) then 'Known' else 'NotKnown' end,
      $6::text, $7::text, $1, $8::text, $9::text, $10::text, $11::text, $12::text, $13::text,
      $16::jsonb || (case when exists (select from held where not is_open) then '{"withheld": true}' else '{}' end)::jsonb
    on conflict do nothing)`

const ANSWER = `
  select nhs_number,
    (select json_agg(p order by p.start_date desc, p.plan_id) from plans p) as plans,
    (select json_agg(w order by w.authority_name) from (
      select distinct authority_code, authority_name, emergency_phone, office_phone from held where not is_open) w
    ) as withheld`

const HISTORY = `
    (select json_agg(h) from (
      select a.access_id, a.at, a.author, a.kind from lookup.counted_access a
      where a.nhs_number = number.nhs_number and exists (select from plans)
      order by a.at desc limit ${HISTORY_LIMIT}) h) as history`

const NO_HISTORY = 'null as history'

const silent = (history: string) => `with ${NUMBER_AND_PLANS}, ${AUDIT}
  ${ANSWER}, ${history}, false as fresh, false as counted from number`

const standard = (history: string) => `with ${NUMBER_AND_PLANS}, ${AUDIT},
  request as (
    insert into lookup.request (nhs_number, client_id, request_id, author_key, asked_at, access_id)
    select nhs_number, $13, $7, $18::text, $4, $3 from number where exists (select from plans)
    on conflict (nhs_number, client_id, request_id, author_key) do update
      set asked_at = excluded.asked_at, access_id = excluded.access_id where request.asked_at <= $17::timestamptz
    returning nhs_number),
  counted as (
    insert into lookup.counted_author (nhs_number, author_key, counted_at)
    select nhs_number, $18, $4 from request
    on conflict (nhs_number, author_key) do update
      set counted_at = excluded.counted_at where counted_author.counted_at <= $17
    returning nhs_number),
  shown_access as (
    insert into lookup.counted_access (nhs_number, at, access_id, author)
    select nhs_number, $4, $3, $19::jsonb from counted),
  access as (
    insert into lookup.access
      (nhs_number, at, access_id, counted, notify, author, author_key, channel, client_id, request_id)
    select nhs_number, $4, $3, exists (select from counted), exists (select from counted), $19, $18, $6, $13, $7
    from request),
  ordered as (
    insert into lookup.notice_order
      (nhs_number, access_id, authority_code, authority_ods_code, authority_name, local_id, local_id_authority,
      upload_sequence, at, author)
    select distinct on (p.authority_code) p.nhs_number, $3, p.authority_code, p.authority_ods_code, p.authority_name,
      p.local_id, p.local_id_authority, p.upload_sequence, $4, $19
    from plans p, counted
    order by p.authority_code, length(p.upload_sequence) desc, p.upload_sequence desc)
  ${ANSWER}, ${history}, exists (select from request) as fresh, exists (select from counted) as counted from number`

// The history costs as much as the plans, and most ask without it.
const SILENT = { name: 'lookup-silent', text: silent(NO_HISTORY) }
const SILENT_WITH_HISTORY = { name: 'lookup-silent-history', text: silent(HISTORY) }
const STANDARD = { name: 'lookup-standard', text: standard(NO_HISTORY) }
const STANDARD_WITH_HISTORY = { name: 'lookup-standard-history', text: standard(HISTORY) }

/** The values both statements share, $1 to $16. */
export type LookUpValues = {
  readonly nhsNumber: string
  readonly today: string
  readonly accessId: string
  readonly at: Date
  readonly action: string
  readonly channel: string
  readonly requestId: string
  readonly mode: 'standard' | 'silent'
  readonly userId: string | null
  readonly roleProfileId: string | null
  readonly activity: string | null
  readonly organisation: string
  readonly clientId: string
  readonly careSetting: string
  readonly isGateOpen: boolean
  readonly history: boolean
  /** What the audit keeps besides, as JSON. */
  readonly detail: string
}

/** The values of `LookUpValues` by their place in a statement. */
export function sharedValues(values: LookUpValues): unknown[] {
  const { nhsNumber, today, accessId, at, action, channel, requestId, mode } = values
  const { userId, roleProfileId, activity, organisation, clientId, careSetting, isGateOpen, detail } = values
  return [
    nhsNumber,
    today,
    accessId,
    at,
    action,
    channel,
    requestId,
    mode,
    userId,
    roleProfileId,
    activity,
    organisation,
    clientId,
    careSetting,
    isGateOpen,
    detail,
  ]
}

/** Reads the plans, and the history if it is wanted, and writes the system audit; nothing else. */
export async function readStatus(db: Database, values: LookUpValues): Promise<LookUpRow> {
  const statement = values.history ? SILENT_WITH_HISTORY : SILENT
  return one(await db.query<LookUpRow>({ ...statement, values: sharedValues(values) }))
}

/** As `readStatus`, and writes the access and the orders for the notices when something was found. */
export async function readStatusAndRecordAccess(
  db: Database,
  values: LookUpValues,
  access: { readonly countedBefore: Date; readonly authorKey: string; readonly author: unknown },
): Promise<LookUpRow> {
  const author = JSON.stringify(access.author)
  const statement = values.history ? STANDARD_WITH_HISTORY : STANDARD
  const own = [access.countedBefore, access.authorKey, author]
  return one(await db.query<LookUpRow>({ ...statement, values: [...sharedValues(values), ...own] }))
}

function one(rows: LookUpRow[]): LookUpRow {
  const [row] = rows
  if (row === undefined) throw new Error('the look-up returned no row')
  return row
}
