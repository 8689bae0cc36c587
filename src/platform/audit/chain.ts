import type { Database } from '../database.ts'
import { beginningOf, SHARDS, sha256 } from './link.ts'
import type { ShardHead } from './tree/checkpoint.ts'

/** One link as it is stored. */
export type LinkRow = { readonly seq: number; readonly bytes: Buffer; readonly hash: Buffer }

/** So many links are read at a time, however many there are. */
export const PAGE = 1_000

/** A run of links of one chain: after one number, up to another. */
export type LinkRange = { readonly shard: number; readonly after: number; readonly to: number }

/** Reads links in order, a page at a time. */
export async function* linkPages(db: Database, { shard, after, to }: LinkRange): AsyncGenerator<LinkRow[]> {
  for (let last = after; last < to; ) {
    const rows = await db.query<LinkRow>({
      name: 'audit-links',
      text: 'select seq, bytes, hash from audit.link where shard = $1 and seq > $2 and seq <= $3 order by seq limit $4',
      values: [shard, last, to, PAGE],
    })
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    last = rows.at(-1)?.seq ?? to
  }
}

/** One link of a chain; `undefined` when there is none of this number. */
export async function linkAt(db: Database, shard: number, seq: number): Promise<LinkRow | undefined> {
  for await (const [link] of linkPages(db, { shard, after: seq - 1, to: seq })) return link
}

/** The number of the last link of each chain; 0 for one that has none. */
export async function lastLinks(db: Database): Promise<number[]> {
  const rows = await db.query<{ last: number }>({
    text: `select coalesce((select seq from audit.link where shard = chain order by seq desc limit 1), 0) as last
      from generate_series(0, ${SHARDS - 1}) as chain order by chain`,
  })
  return rows.map(row => row.last)
}

/** Where the chains stand before their first links. */
export function noHeads(): ShardHead[] {
  return Array.from({ length: SHARDS }, (_, shard) => ({ seq: 0, hash: beginningOf(shard) }))
}

/** The hash a link must have behind this one. */
export const hashOfLink = (previous: Uint8Array, bytes: Uint8Array): Buffer => sha256(previous, bytes)

/** What stands in the tree for a link: chain, number and hash. */
export function leafOf(shard: number, { seq, hash }: ShardHead): Buffer {
  const place = Buffer.alloc(10)
  place.writeUInt16BE(shard, 0)
  place.writeBigUInt64BE(BigInt(seq), 2)
  return Buffer.concat([place, hash])
}
