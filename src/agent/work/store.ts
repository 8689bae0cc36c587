import type { Database } from '../../platform/index.ts'
import type { NewWork, WorkItem, WorkKind } from './work-item.ts'

/** Opens work that does not stand yet; what stands under the same key keeps its number, its state and its first day. */
export async function openWork(db: Database, items: readonly NewWork[], at: Date): Promise<void> {
  if (items.length === 0) return
  const byKey = new Map(items.map(item => [item.key, item]))
  await db.query({
    text: `insert into agent.work_item (key, kind, local_person_id, nhs_number, code, detail, state, restricted, who_mends,
        sentence, opened_at, due)
      select key, kind, local_person_id, nhs_number, code, detail, 'open', coalesce(restricted, false), who_mends,
        sentence, $2, due
      from jsonb_to_recordset($1) as item (key text, kind text, local_person_id text, nhs_number text, code text,
        detail text, restricted boolean, who_mends text, sentence text, due date)
      on conflict (key) where state <> 'closed' do update set sentence = excluded.sentence`,
    values: [JSON.stringify([...byKey.values()].map(columnsOf)), at],
  })
}

function columnsOf(item: NewWork) {
  return { ...item, local_person_id: item.localPersonId, nhs_number: item.nhsNumber, who_mends: item.whoMends }
}

/** Makes the standing work of one kind be exactly these items: what is no longer said was mended. */
export async function replaceWork(
  db: Database,
  kind: WorkKind,
  { items, at }: { items: readonly NewWork[]; at: Date },
): Promise<void> {
  await db.query({
    text: `update agent.work_item set state = 'closed', closed_at = $3
      where kind = $1 and state <> 'closed' and not key = any($2)`,
    values: [kind, items.map(item => item.key), at],
  })
  await openWork(db, items, at)
}

/** Closes the standing work under these keys. */
export async function closeWork(db: Database, keys: readonly string[], at: Date): Promise<void> {
  await db.query({
    text: `update agent.work_item set state = 'closed', closed_at = $2 where key = any($1) and state <> 'closed'`,
    values: [keys, at],
  })
}

/** NHS numbers whose refusal stands. */
export async function refusedNumbers(db: Database): Promise<string[]> {
  const rows = await db.query<{ nhsNumber: string }>({
    text: `select distinct nhs_number as "nhsNumber" from agent.work_item where kind = 'refused' and state <> 'closed'`,
  })
  return rows.map(({ nhsNumber }) => nhsNumber)
}

/** Closes refusals under these NHS numbers. */
export async function closeRefusedUnder(db: Database, nhsNumbers: readonly string[], at: Date): Promise<void> {
  await db.query({
    text: `update agent.work_item set state = 'closed', closed_at = $2
      where kind = 'refused' and state <> 'closed' and nhs_number = any($1)`,
    values: [nhsNumbers, at],
  })
}

type Row = {
  item_id: string
  kind: WorkKind
  local_person_id: string | null
  code: string | null
  state: 'open' | 'released'
  restricted: boolean
  who_mends: string
  sentence: string
  opened_at: Date
  due: string | null
  released_by: string[]
}

/** What stands, oldest first; restricted items only where they are asked for. */
export async function standingWork(db: Database, { restricted }: { restricted: boolean }): Promise<WorkItem[]> {
  const rows = await db.query<Row>({
    text: `select item_id, kind, local_person_id, code, state, restricted, who_mends, sentence, opened_at,
        to_char(due, 'YYYY-MM-DD') as due, released_by
      from agent.work_item where state <> 'closed' and (not restricted or $1) order by item_id`,
    values: [restricted],
  })
  return rows.map(row => ({
    itemId: Number(row.item_id),
    kind: row.kind,
    state: row.state,
    ...(row.local_person_id !== null && { localPersonId: row.local_person_id }),
    ...(row.code !== null && { code: row.code }),
    ...(row.restricted && { restricted: true }),
    whoMends: row.who_mends,
    sentence: row.sentence,
    openedAt: row.opened_at.toISOString(),
    ...(row.due !== null && { due: row.due }),
    releasedBy: row.released_by,
  }))
}

export type LockedItem = {
  readonly itemId: number
  readonly kind: WorkKind
  readonly key: string
  readonly state: 'open' | 'released'
  readonly nhsNumber: string | null
  readonly code: string | null
  readonly releasedBy: readonly string[]
}

/** One item that stands, kept from others until the transaction ends. */
export async function lockItem(tx: Database, itemId: number): Promise<LockedItem | undefined> {
  const [row] = await tx.query<LockedItem>({
    text: `select item_id::integer as "itemId", kind, key, state, nhs_number as "nhsNumber", code,
        released_by as "releasedBy"
      from agent.work_item where item_id = $1 and state <> 'closed' for update`,
    values: [itemId],
  })
  return row
}

export async function storeRelease(
  tx: Database,
  { itemId, by, state, at }: { itemId: number; by: string; state: 'open' | 'released' | 'closed'; at: Date },
): Promise<void> {
  await tx.query({
    text: `update agent.work_item set released_by = released_by || $2::text, state = $3,
        closed_at = case when $3 = 'closed' then $4::timestamptz end
      where item_id = $1`,
    values: [itemId, by, state, at],
  })
}

/** The open item that keeps every further file back, if there is one. */
export async function stoppingItem(db: Database): Promise<{ itemId: number; code: string | null } | undefined> {
  const [row] = await db.query<{ itemId: number; code: string | null }>({
    text: `select item_id::integer as "itemId", code from agent.work_item
      where kind = 'file-stopped' and state = 'open' order by item_id limit 1`,
  })
  return row
}

/** The item of a key, whether open or released. */
export async function itemOf(
  db: Database,
  key: string,
): Promise<{ itemId: number; state: 'open' | 'released' } | undefined> {
  const [row] = await db.query<{ itemId: number; state: 'open' | 'released' }>({
    text: `select item_id::integer as "itemId", state from agent.work_item where key = $1 and state <> 'closed'`,
    values: [key],
  })
  return row
}

/** Keys of work of one kind that somebody released. */
export async function releasedKeys(db: Database, kind: WorkKind): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ key: string }>({
    text: `select key from agent.work_item where kind = $1 and state = 'released'`,
    values: [kind],
  })
  return new Set(rows.map(row => row.key))
}
