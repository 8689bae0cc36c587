import { type Database, INDEX_KEY_HASH, processKeyring, refuseOtherIndexKey } from '../platform/index.ts'
import { COUNTED_ONCE_IN_HOURS, HISTORY_LIMIT } from './access.ts'
import type { Asked } from './asked.ts'
import { endOfLine } from './link-line.ts'
import { IS_OPEN, type LookUpRow, type PlanRow, type WithheldRow } from './store.ts'

// The look-up as separate statements of one transaction, each naming one child: for a cluster that shards by the child's
// key, where the one statement is 35 times slower (engineering.md 3). The same contract and tests as `store.ts`.

type HeldRow = PlanRow & {
  readonly is_open: boolean
  readonly authority_ods_code: string
  readonly upload_sequence: string
}

/** Reads the plans and writes the system audit, and the access with its orders where one is wanted and something shown. */
export function answerInTransaction(db: Database, asked: Asked, isRecording: boolean): Promise<LookUpRow> {
  return db.transaction(async tx => {
    const { key, numbers, hash } = await keyHeld(tx, asked)
    const held = await plansHeld(tx, asked, key)
    const shown = held.filter(plan => plan.is_open)
    const isFresh = isRecording && shown.length > 0 && (await isFirstRequest(tx, asked, key))
    const isCounted = isFresh && (await isFirstOfAuthor(tx, asked, key))
    const history = asked.with_history && shown.length > 0 ? await historyOf(tx, key) : null
    if (isFresh) await writeAccess(tx, asked, { key, isCounted })
    if (isCounted) await orderNotices(tx, asked, { key, shown })
    const access = isFresh ? (isCounted ? 'counted' : 'kept') : null
    await writeEntry(tx, asked, { key, held, access })
    return {
      child_key: key,
      numbers_sealed: numbers,
      index_hash: hash,
      plans: shown.length > 0 ? shown : null,
      withheld: withheldOf(held),
      history,
      fresh: isFresh,
      counted: isCounted,
    }
  })
}

type HeldKey = { readonly key: string; readonly numbers: string | null; readonly hash: string | null }

async function keyHeld(tx: Database, asked: Asked): Promise<HeldKey> {
  const [found] = await tx.query<HeldKey>({
    name: 'lookup-number',
    text: `select current_key as key, numbers_sealed::text as numbers, ${INDEX_KEY_HASH} as hash
      from register.number_now where old_key = $1`,
    values: [asked.child_key],
  })
  const held = found ?? { key: String(asked.child_key), numbers: null, hash: await indexKeyHash(tx) }
  refuseOtherIndexKey(processKeyring(), held.hash)
  return held
}

async function indexKeyHash(tx: Database): Promise<string | null> {
  const [row] = await tx.query<{ hash: string | null }>({
    name: 'lookup-index-key',
    text: `select ${INDEX_KEY_HASH} as hash`,
  })
  return row?.hash ?? null
}

// Dates and instants as the one statement writes them in JSON.
function plansHeld(tx: Database, asked: Asked, key: string): Promise<HeldRow[]> {
  return tx.query<HeldRow>({
    name: 'lookup-plans',
    text: `select p.plan_id, p.type, p.subject, p.start_date, p.end_date, p.person_sealed::text as person_sealed,
        p.authority_code, p.authority_name, p.emergency_phone, p.office_phone,
        to_json(p.last_upload_at) as last_upload_at, p.category, p.authority_ods_code, p.upload_sequence,
        ${IS_OPEN('asked')} as is_open
      from register.shown_plan p, (select $2::date as today, $3::text as care_setting, $4::boolean as is_gate_open) asked
      where p.child_key = $1 and p.shown_until >= $2::date order by p.start_date desc, p.plan_id`,
    values: [key, asked.today, asked.care_setting, asked.is_gate_open],
  })
}

const historyOf = async (tx: Database, key: string): Promise<LookUpRow['history']> => {
  const rows = await tx.query<NonNullable<LookUpRow['history']>[number]>({
    name: 'lookup-history',
    text: `select access_id, to_json(at) as at, author, kind from lookup.counted_access
      where child_key = $1 order by lookup.counted_access.at desc limit ${HISTORY_LIMIT}`,
    values: [key],
  })
  return rows.length > 0 ? rows : null
}

async function isFirstRequest(tx: Database, asked: Asked, key: string): Promise<boolean> {
  const written = await tx.query({
    name: 'lookup-request',
    text: `insert into lookup.request as known (child_key, client_id, request_id, author_key, asked_at, access_id)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (child_key, client_id, request_id, author_key) do update
        set asked_at = $5, access_id = $6 where known.asked_at <= $7 returning 1`,
    values: [key, asked.client_id, asked.request_id, asked.author_key, asked.at, asked.access_id, countedSince(asked)],
  })
  return written.length > 0
}

async function isFirstOfAuthor(tx: Database, asked: Asked, key: string): Promise<boolean> {
  const written = await tx.query({
    name: 'lookup-counted',
    text: `insert into lookup.counted_author as known (child_key, author_key, counted_at) values ($1, $2, $3)
      on conflict (child_key, author_key) do update set counted_at = $3 where known.counted_at <= $4 returning 1`,
    values: [key, asked.author_key, asked.at, countedSince(asked)],
  })
  return written.length > 0
}

const countedSince = ({ at }: Asked) => new Date(Date.parse(String(at)) - COUNTED_ONCE_IN_HOURS * 3_600_000)

type Access = { readonly key: string; readonly isCounted: boolean }

async function writeAccess(tx: Database, asked: Asked, { key, isCounted }: Access): Promise<void> {
  const { at, access_id, author, author_key, channel, client_id, request_id, kind, declared_sealed } = asked
  await tx.query({
    name: 'lookup-access',
    text: `insert into lookup.access (child_key, at, access_id, counted, notify, author, author_key, channel, client_id,
        request_id, kind, detail_sealed) values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [key, at, access_id, isCounted, author, author_key, channel, client_id, request_id, kind, declared_sealed],
  })
  if (!isCounted) return
  await tx.query({
    name: 'lookup-counted-access',
    text: 'insert into lookup.counted_access (child_key, at, access_id, author, kind) values ($1, $2, $3, $4, $5)',
    values: [key, at, access_id, author, kind],
  })
}

/** One for each authority, with the newest of its uploads. */
async function orderNotices(
  tx: Database,
  asked: Asked,
  { key, shown }: { readonly key: string; readonly shown: readonly HeldRow[] },
): Promise<void> {
  const newest = new Map<string, HeldRow>()
  for (const plan of shown) {
    const other = newest.get(plan.authority_code)
    if (other === undefined || isNewer(plan.upload_sequence, other.upload_sequence))
      newest.set(plan.authority_code, plan)
  }
  for (const plan of newest.values())
    await tx.query({
      name: 'lookup-order',
      text: `insert into lookup.notice_order (child_key, access_id, authority_code, authority_ods_code, authority_name,
          person_sealed, upload_sequence, at, author, kind, detail_sealed)
        values ($1, $2, $3, $4, $5, $6::text::bytea, $7, $8, $9, $10, $11)`,
      values: [
        key,
        asked.access_id,
        plan.authority_code,
        plan.authority_ods_code,
        plan.authority_name,
        plan.person_sealed,
        plan.upload_sequence,
        asked.at,
        asked.author,
        asked.kind,
        asked.declared_sealed,
      ],
    })
}

const isNewer = (one: string, other: string) => (one.length === other.length ? one > other : one.length > other.length)

type Ended = {
  readonly key: string
  readonly held: readonly HeldRow[]
  readonly access: 'counted' | 'kept' | null
}

/** The last statement before the commit, since it takes the lock of a chain. */
async function writeEntry(tx: Database, asked: Asked, { key, held, access }: Ended): Promise<void> {
  const outcome = held.length > 0 ? 'Known' : 'NotKnown'
  const withheld = held.some(plan => !plan.is_open)
  const line = endOfLine(asked, { outcome, withheld, access, key })
  await tx.query({
    name: 'lookup-audit',
    text: `with audited as (
        insert into audit.entry (entry_id, at, action, outcome, channel, request_id, child_key, mode, user_id,
          role_profile_id, activity, organisation, client_id, detail, wrapped_key, number_sealed)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb || $15::jsonb, $16, $17)
        on conflict do nothing returning entry_id)
      select audit.append(array[$18::bytea]) from audited`,
    values: [
      asked.access_id,
      asked.at,
      asked.action,
      outcome,
      asked.channel,
      asked.request_id,
      asked.child_key,
      asked.mode,
      asked.user_id,
      asked.role_profile_id,
      asked.activity,
      asked.organisation,
      asked.client_id,
      asked.detail,
      withheld ? '{"withheld": true}' : '{}',
      asked.wrapped_key,
      asked.number_sealed,
      line,
    ],
  })
}

function withheldOf(held: readonly HeldRow[]): WithheldRow[] | null {
  const authorities = new Map<string, WithheldRow>()
  for (const { is_open, authority_code, authority_name, emergency_phone, office_phone } of held)
    if (!is_open) authorities.set(authority_code, { authority_code, authority_name, emergency_phone, office_phone })
  const rows = [...authorities.values()]
  return rows.length > 0 ? rows.sort((a, b) => (a.authority_name < b.authority_name ? -1 : 1)) : null
}
