import type { Database } from '../../platform/index.ts'
import { AUDIT, type LookUpValues, NUMBER_AND_PLANS, sharedValues, type WithheldRow } from '../store.ts'

// One statement, as the look-up's: it reads the plans, writes the access, the orders and the audit, and tells no plan.

export type DeclaredRow = {
  is_shown: boolean
  /** None is null. */
  withheld: WithheldRow[] | null
  counted: boolean
}

const DECLARE = `with ${NUMBER_AND_PLANS}, ${AUDIT},
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
    insert into lookup.counted_access (nhs_number, at, access_id, author, kind)
    select nhs_number, $4, $3, $19::jsonb, $20::text from counted),
  access as (
    insert into lookup.access (nhs_number, at, access_id, counted, notify, author, author_key, channel, client_id,
      request_id, kind, detail)
    select nhs_number, $4, $3, exists (select from counted), exists (select from counted), $19, $18, $6, $13, $7, $20,
      $21::jsonb
    from request),
  ordered as (
    insert into lookup.notice_order (nhs_number, access_id, authority_code, authority_ods_code, authority_name, local_id,
      local_id_authority, upload_sequence, at, author, kind, detail)
    select distinct on (p.authority_code) p.nhs_number, $3, p.authority_code, p.authority_ods_code, p.authority_name,
      p.local_id, p.local_id_authority, p.upload_sequence, $4, $19, $20, $21
    from plans p, counted
    order by p.authority_code, length(p.upload_sequence) desc, p.upload_sequence desc)
  select exists (select from plans) as is_shown, exists (select from counted) as counted,
    (select json_agg(w order by w.authority_name) from (
      select distinct authority_code, authority_name, emergency_phone, office_phone from held where not is_open) w
    ) as withheld
  from number`

/** What is written of a declaration; `authorKey` is what it is counted by once in 24 hours. */
export type DeclaredAccess = {
  readonly kind: 'encounter' | 'was-not-brought'
  readonly countedBefore: Date
  readonly authorKey: string
  readonly author: unknown
  readonly detail: unknown
}

/** Writes the access and orders the notices of a declaration; where no plan is open, the system audit only. */
export async function recordDeclared(
  db: Database,
  values: LookUpValues,
  { kind, countedBefore, authorKey, author, detail }: DeclaredAccess,
): Promise<DeclaredRow> {
  const own = [countedBefore, authorKey, JSON.stringify(author), kind, JSON.stringify(detail)]
  const [row] = await db.query<DeclaredRow>({
    name: 'lookup-declared',
    text: DECLARE,
    values: [...sharedValues(values), ...own],
  })
  if (row === undefined) throw new Error('the declaration returned no row')
  return row
}
