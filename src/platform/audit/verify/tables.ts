import type { Database } from '../../database.ts'
import { sha256 } from '../link.ts'
import type { AccessRow, EntryRow } from './compare.ts'

type OfEntry = { readonly entryId: string; readonly at: string }

/** The entries of links, by their ids. */
export async function entriesOf(db: Database, links: readonly OfEntry[]): Promise<ReadonlyMap<string, EntryRow>> {
  const rows = await db.query<EntryRow>({
    name: 'audit-entries',
    text: `select e.* from unnest($1::uuid[], $2::timestamptz[]) as given (entry_id, at)
      join audit.entry e on e.entry_id = given.entry_id and e.at = given.at`,
    values: [links.map(one => one.entryId), links.map(one => one.at)],
  })
  return new Map(rows.map(row => [row.entry_id, row]))
}

/** The accesses of links by their ids; one under a number its entry does not name is looked for by its time. */
export async function accessesOf(
  db: Database,
  links: readonly (OfEntry & { readonly childKey: string | undefined })[],
): Promise<ReadonlyMap<string, AccessRow>> {
  const known = links.filter(one => one.childKey !== undefined)
  const others = links.filter(one => one.childKey === undefined)
  const rows = await db.query<AccessRow>({
    name: 'audit-accesses',
    text: `select a.* from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as given (access_id, at, child_key)
      join lookup.access a on a.child_key = given.child_key and a.at = given.at and a.access_id = given.access_id`,
    values: [known.map(one => one.entryId), known.map(one => one.at), known.map(one => one.childKey)],
  })
  const found = others.length === 0 ? [] : await accessesAt(db, others)
  return new Map([...rows, ...found].map(row => [row.access_id, row]))
}

function accessesAt(db: Database, links: readonly OfEntry[]): Promise<AccessRow[]> {
  return db.query<AccessRow>({
    text: `select a.* from lookup.access a where a.at = any($1::timestamptz[]) and a.access_id = any($2::uuid[])`,
    values: [links.map(one => one.at), links.map(one => one.entryId)],
  })
}

/** Ids added up, so that two sets are compared without either being held: count, and sum of hashes nobody can foresee. */
export type IdSum = { count: number; sum: bigint }

/** Adds an id to a sum, as `sumOfTable` does. */
export function addId(to: IdSum, salt: Buffer, id: string): void {
  to.count += 1
  to.sum += BigInt(`0x${sha256(salt, id).toString('hex', 0, 8).slice(0, 15)}`)
}

const TABLES = {
  entry: ['audit.entry', 'entry_id'],
  access: ['lookup.access', 'access_id'],
} as const

/** The ids of a table that are said to be linked, added up; and how many rows are said to be from before the chain. */
export async function sumOfTable(
  db: Database,
  table: keyof typeof TABLES,
  salt: Buffer,
): Promise<IdSum & { readonly before: number }> {
  const [name, id] = TABLES[table]
  const hash = `left(encode(sha256($1::bytea || convert_to(${id}::text, 'UTF8')), 'hex'), 15)`
  const [row] = await db.query<{ count: number; sum: string; before: number }>({
    text: `select count(*) filter (where linked) as count, count(*) filter (where not linked) as before,
        coalesce(sum(('x' || ${hash})::bit(60)::bigint) filter (where linked), 0)::text as sum from ${name}`,
    values: [salt],
  })
  return { count: row?.count ?? 0, sum: BigInt(row?.sum ?? 0), before: row?.before ?? 0 }
}

export async function beforeChain(db: Database): Promise<{ entries: number; accesses: number } | undefined> {
  const [row, ...more] = await db.query<{ entries: number; accesses: number }>({
    text: 'select entries, accesses from audit.before_chain',
  })
  return more.length > 0 ? undefined : row
}
