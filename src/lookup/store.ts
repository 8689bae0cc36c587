import { type Database, INDEX_KEY_HASH, processKeyring, refuseOtherIndexKey } from '../platform/index.ts'
import type { PlanCategory } from '../register/index.ts'
import { COUNTED_ONCE_IN_HOURS, HISTORY_LIMIT } from './access.ts'
import {
  type Asked,
  askedArrays,
  askedRow,
  askedTable,
  askedValues,
  RECORDING_COLUMNS,
  SILENT_COLUMNS,
} from './asked.ts'

// The SQL of the look-up, as one statement over as many questions as come together: it reads, writes the accesses, the
// orders, the audit and its links, and returns the answers, so it cannot be left half done by a caller that dies.

/** What the register showed, as the statement returns it. */
export type PlanRow = {
  plan_id: string
  type: 'CPP' | 'LAC' | 'UCP'
  subject: 'child' | 'mother'
  start_date: string
  end_date: string | null
  /** Bytes as text: who the person is, under the context of the plan. */
  person_sealed: string
  authority_code: string
  authority_name: string
  emergency_phone: string
  office_phone: string | null
  last_upload_at: string
  category: PlanCategory | null
}
export type WithheldRow = Pick<PlanRow, 'authority_code' | 'authority_name' | 'emergency_phone' | 'office_phone'>
export type AccessRow = {
  access_id: string
  at: string
  author: unknown
  kind: 'look-up' | 'encounter' | 'was-not-brought'
}

export type LookUpRow = {
  /** The key the plans are held under. */
  child_key: string
  /** The number of that key, where it is not the one asked about: bytes as text. */
  numbers_sealed: string | null
  /** What the database says of its index key: under another one every child looks unknown. */
  index_hash: string | null
  /** None is null, as with `withheld`. */
  plans: PlanRow[] | null
  withheld: WithheldRow[] | null
  /** Null also where it was not wanted. */
  history: AccessRow[] | null
  /** This request wrote its access now; false when the same request id had done so before, or nothing was found. */
  fresh: boolean
  /** The access joined the history and was ordered to be notified. */
  counted: boolean
  /** Where it was read from a standby: since when that may be behind. */
  as_of?: Date
}

const SHOWN_OF_A_PLAN =
  'plan_id, type, subject, start_date, end_date, person_sealed, authority_code, ' +
  'authority_name, emergency_phone, office_phone, last_upload_at, category'

/** A care setting whose gate is open needs no agreement. `p` is the plan, `asked` the question. */
export const IS_OPEN = (asked: string) => `${asked}.is_gate_open or exists (
        select from care_settings.open_agreement a
        where a.authority_code = p.authority_code and a.care_setting = ${asked}.care_setting
          and a.valid_from <= ${asked}.today and (a.valid_to is null or a.valid_to >= ${asked}.today))`

// Each plan is found by its own key, whatever the tables held when the statement was planned: that is what `offset 0`
// is for.
export const FOUND = `
  number as (
    select given.*, coalesce(alias.current_key, given.child_key) as held_key, alias.numbers_sealed
    from given left join lateral (
      select current_key, numbers_sealed from register.number_now where old_key = given.child_key offset 0) alias
      on true),
  held as (
    select n.place, p.*, ${IS_OPEN('n')} as is_open
    from number n cross join lateral (
      select * from register.shown_plan where child_key = n.held_key and shown_until >= n.today offset 0) p),
  state as (
    select n.*, s.place is not null as is_known, coalesce(s.is_shown, false) as is_shown,
      coalesce(s.is_withheld, false) as is_withheld, s.plans
    from number n left join (
      select place, bool_or(is_open) as is_shown, bool_or(not is_open) as is_withheld,
        json_agg((select shown from (select ${SHOWN_OF_A_PLAN}) shown) order by start_date desc, plan_id)
          filter (where is_open) as plans
      from held group by place) s on s.place = n.place)`

const OUTCOME = `case when state.is_known then 'Known' else 'NotKnown' end`

export const AUDITED = `
  audited as (
    insert into audit.entry (entry_id, at, action, outcome, channel, request_id, child_key, mode, user_id,
      role_profile_id, activity, organisation, client_id, detail, wrapped_key, number_sealed)
    select access_id, at, action, ${OUTCOME}, channel, request_id, child_key, mode, user_id, role_profile_id, activity,
      organisation, client_id,
      case when is_withheld then detail::jsonb || '{"withheld": true}' else detail::jsonb end, wrapped_key,
      number_sealed
    from state
    on conflict do nothing returning entry_id)`

// What was audited before, by a try whose answer was lost, has its link.
export const linked = (access: string, number: string, more: string) => `
  linked as (
    select audit.append(array_agg(link.bytes order by link.place)) as last from (
      select state.place, convert_to(concat(state.line, ',"', ${OUTCOME}, '",', state.is_withheld::text, ',', ${access}, ',',
        ${number}, E']\\n'), 'UTF8') || state.sealed as bytes
      from audited join state on state.access_id = audited.entry_id ${more}) link
    having count(*) > 0)`

export const ANSWER = `
  select state.held_key as child_key, state.numbers_sealed::text as numbers_sealed, ${INDEX_KEY_HASH} as index_hash,
    state.plans,
    case when state.is_withheld then (
      select json_agg(w order by w.authority_name) from (
        select distinct authority_code, authority_name, emergency_phone, office_phone
        from held where held.place = state.place and not is_open) w) end as withheld,
    case when state.with_history and state.is_shown then (
      select json_agg(h) from (
        select a.access_id, a.at, a.author, a.kind from lookup.counted_access a
        where a.child_key = state.held_key order by a.at desc limit ${HISTORY_LIMIT}) h) end as history`

export const DONE = 'left join linked on true order by state.place'

const silent = (given: string) => `with given as (select * from ${given}), ${FOUND}, ${AUDITED},
  ${linked("'null'", "'null'", '')}
  ${ANSWER}, false as fresh, false as counted, linked.last from state ${DONE}`

const NOT_COUNTED_SINCE = `excluded.asked_at - interval '${COUNTED_ONCE_IN_HOURS} hours'`

// Rows are written in the order of their keys: two statements that write the same ones do not wait for each other.
const recording = (given: string) => `with given as (select * from ${given}), ${FOUND}, ${AUDITED},
  request as (
    insert into lookup.request (child_key, client_id, request_id, author_key, asked_at, access_id)
    select held_key, client_id, request_id, author_key, at, access_id from state where is_shown
    order by held_key, client_id, request_id, author_key
    on conflict (child_key, client_id, request_id, author_key) do update
      set asked_at = excluded.asked_at, access_id = excluded.access_id
      where request.asked_at <= ${NOT_COUNTED_SINCE}
    returning access_id),
  counted as (
    insert into lookup.counted_author (child_key, author_key, counted_at)
    select held_key, author_key, at from state join request using (access_id) order by held_key, author_key
    on conflict (child_key, author_key) do update
      set counted_at = excluded.counted_at
      where counted_author.counted_at <= ${NOT_COUNTED_SINCE.replace('asked_at', 'counted_at')}
    returning child_key, author_key),
  recorded as (
    select state.*, counted.child_key is not null as is_counted
    from state join request using (access_id)
      left join counted on counted.child_key = held_key and counted.author_key = state.author_key),
  shown_access as (
    insert into lookup.counted_access (child_key, at, access_id, author, kind)
    select held_key, at, access_id, author::jsonb, kind from recorded where is_counted),
  access as (
    insert into lookup.access (child_key, at, access_id, counted, notify, author, author_key, channel, client_id,
      request_id, kind, detail_sealed)
    select held_key, at, access_id, is_counted, is_counted, author::jsonb, author_key, channel, client_id, request_id,
      kind, declared_sealed
    from recorded),
  ordered as (
    insert into lookup.notice_order (child_key, access_id, authority_code, authority_ods_code, authority_name,
      person_sealed, upload_sequence, at, author, kind, detail_sealed)
    select distinct on (r.place, p.authority_code) p.child_key, r.access_id, p.authority_code, p.authority_ods_code,
      p.authority_name, p.person_sealed, p.upload_sequence, r.at, r.author::jsonb, r.kind, r.declared_sealed
    from recorded r join held p on p.place = r.place and p.is_open
    where r.is_counted
    order by r.place, p.authority_code, length(p.upload_sequence) desc, p.upload_sequence desc),
  ${linked(
    `case when recorded.place is null then 'null' when recorded.is_counted then '"counted"' else '"kept"' end`,
    `case when recorded.place is null or state.held_key = state.child_key then 'null'
        else '"' || encode(sha256(state.salt || convert_to(state.held_key::text, 'UTF8')), 'base64') || '"' end`,
    'left join recorded on recorded.place = state.place',
  )}
  ${ANSWER}, recorded.place is not null as fresh, coalesce(recorded.is_counted, false) as counted, linked.last
  from state left join recorded on recorded.place = state.place ${DONE}`

/** A statement for one question and for many, by name. */
export type Form = {
  readonly name: string
  readonly columns: Readonly<Record<string, string>>
  readonly one: string
  readonly many: string
}

export const formOf = (name: string, columns: Form['columns'], text: (given: string) => string): Form => ({
  name,
  columns,
  one: text(askedRow(columns)),
  many: text(askedTable(columns)),
})
const SILENT = formOf('lookup-silent', SILENT_COLUMNS, silent)
const RECORDING = formOf('lookup-recording', RECORDING_COLUMNS, recording)

/** Reads the plans, and the history if it is wanted, and writes the system audit; nothing else. One row for each. */
export function readStatuses(db: Database, asked: readonly Asked[]): Promise<LookUpRow[]> {
  return answer(db, SILENT, asked)
}

/**
 * As `readStatuses`, and writes each access and the orders for its notices when something was shown. No two may be of the
 * same author about the same child.
 */
export function readAndRecord(db: Database, asked: readonly Asked[]): Promise<LookUpRow[]> {
  return answer(db, RECORDING, asked)
}

export function answer(
  db: Database,
  { name, columns, one, many }: Form,
  asked: readonly Asked[],
): Promise<LookUpRow[]> {
  const [only] = asked
  const statement =
    only !== undefined && asked.length === 1
      ? { name, text: one, values: askedValues(columns, only) }
      : { name: `${name}-many`, text: many, values: askedArrays(columns, asked) }
  return rowsFor(asked, db.query(statement))
}

/** Never fewer answers than questions, nor any under another index key: neither must be taken for an empty one. */
async function rowsFor(asked: readonly Asked[], read: Promise<LookUpRow[]>): Promise<LookUpRow[]> {
  const rows = await read
  if (rows.length !== asked.length) throw new Error(`the look-up returned ${rows.length} rows for ${asked.length}`)
  for (const row of rows) refuseOtherIndexKey(processKeyring(), row.index_hash)
  return rows
}
