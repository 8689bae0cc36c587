import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { platformErrors, refusal } from '../errors.ts'
import { hashOfLink, lastLinks, leafOf, linkPages, noHeads } from './chain.ts'
import { type Checkpoint, type ShardHead, writeCheckpoint } from './tree/checkpoint.ts'
import { addSame, type CheckpointStore } from './tree/checkpoint-store.ts'
import {
  checkpointsKept,
  hasTiles,
  type KeptCheckpoint,
  keepCheckpoint,
  readKept,
  tilesWritten,
} from './tree/log-store.ts'
import { leafHash } from './tree/merkle.ts'
import { type Signer, signNote, verifierKeyOf } from './tree/signed-note.ts'
import { addLeaf, type Edge, edgeTiles, readEdge, rootOf, type Tile } from './tree/tiles.ts'

export type CheckpointDeps = {
  /** Under the auditor's role. */
  readonly db: Database
  readonly store: CheckpointStore
  /** The key must not lie on the host of the database; its name is the origin of the log. */
  readonly signer: Signer
  readonly clock: Clock
}

/** A checkpoint covers at most so many new links (trust.md 6.3), and one is taken when there are as many. */
export const LINKS_A_CHECKPOINT = 10_000
/** One is taken after so long in any case. */
export const CHECKPOINT_EVERY_MS = 3_600_000

/**
 * Takes checkpoints until all links are covered, at least one: each a signed head of a Merkle tree (RFC 6962) over the
 * links since the last, chain by chain in the order of their numbers. Its tiles are written behind it; those a crash left
 * out are written first the next time. Returns the checkpoints taken; none while another process takes them.
 * Throws AUDIT_CHAIN_BROKEN, and signs nothing, when the links do not follow on from the last checkpoint.
 */
export function takeCheckpoints(deps: CheckpointDeps): Promise<KeptCheckpoint[]> {
  return deps.db.transaction(async tx => {
    await tx.query({ text: 'set transaction isolation level repeatable read, read only' })
    const [lock] = await tx.query<{ held: boolean }>({ text: 'select pg_try_advisory_xact_lock(6962, 100) as held' })
    if (!lock?.held) return []
    const ends = await lastLinks(tx)
    const taken: KeptCheckpoint[] = []
    let last = await lastCheckpoint(deps)
    if (last !== undefined && !(await hasTiles(deps.store, last.number)))
      await writeMissingTiles({ ...deps, db: tx }, last)
    do {
      const next = await takeOne({ ...deps, db: tx }, last, ends)
      if (next === undefined) break
      taken.push(next)
      last = next
    } while (last.checkpoint.heads.some((head, shard) => head.seq < (ends[shard] ?? 0)))
    return taken
  })
}

/** Whether a checkpoint is due: an hour has passed, or there are enough new links. */
export async function isCheckpointDue(deps: CheckpointDeps): Promise<boolean> {
  const last = await lastCheckpoint(deps)
  if (last === undefined) return true
  if (deps.clock.now().getTime() - last.checkpoint.at.getTime() >= CHECKPOINT_EVERY_MS) return true
  const links = (await lastLinks(deps.db)).reduce((sum, seq) => sum + seq, 0)
  return links - last.checkpoint.size >= LINKS_A_CHECKPOINT
}

async function lastCheckpoint({ store, signer }: CheckpointDeps): Promise<KeptCheckpoint | undefined> {
  const number = await checkpointsKept(store)
  return number === 0 ? undefined : readKept(store, number, verifierKeyOf(signer))
}

async function takeOne(
  deps: CheckpointDeps,
  last: KeptCheckpoint | undefined,
  ends: readonly number[],
): Promise<KeptCheckpoint | undefined> {
  const from = last?.checkpoint
  const before = from?.heads ?? noHeads()
  const grown = await grow(deps, { size: from?.size ?? 0, before, to: shareOut(before, ends) })
  const origin = deps.signer.name
  const checkpoint: Checkpoint = { origin, ...grown, root: rootOf(grown.edge), at: deps.clock.now() }
  const note = signNote(deps.signer, writeCheckpoint(checkpoint))
  const number = (last?.number ?? 0) + 1
  // The checkpoint first: two who take the same one would write different tiles.
  if (!(await keepCheckpoint(deps.store, number, note))) return undefined
  await writeTiles(deps.store, number, grown)
  return { number, note, checkpoint }
}

/** How far each chain is taken: chain by chain, until a checkpoint is full. */
function shareOut(before: readonly ShardHead[], ends: readonly number[]): number[] {
  let room = LINKS_A_CHECKPOINT
  return before.map(({ seq }, shard) => {
    const more = Math.min(room, Math.max(0, (ends[shard] ?? 0) - seq))
    room -= more
    return seq + more
  })
}

type Growth = { readonly size: number; readonly before: readonly ShardHead[]; readonly to: readonly number[] }
type Grown = {
  readonly size: number
  readonly heads: readonly ShardHead[]
  readonly edge: Edge
  readonly tiles: Tile[]
}

/** Adds the links of each chain to the tree of so many leaves, following each chain's hashes. */
async function grow({ db, store }: CheckpointDeps, { size: from, before, to }: Growth): Promise<Grown> {
  const edge = await readEdge(store, from)
  const tiles: Tile[] = []
  const heads: ShardHead[] = []
  let size = from
  for (const [shard, start] of before.entries()) {
    let head = start
    for await (const page of linkPages(db, { shard, after: start.seq, to: to[shard] ?? 0 }))
      for (const { seq, bytes, hash } of page) {
        if (seq !== head.seq + 1 || !hashOfLink(head.hash, bytes).equals(hash)) throw broken(shard, seq)
        head = { seq, hash }
        addLeaf(edge, { size, hash: leafHash(leafOf(shard, head)), full: tile => tiles.push(tile) })
        size += 1
      }
    if (head.seq !== to[shard]) throw broken(shard, head.seq + 1)
    heads.push(head)
  }
  return { size, heads, edge, tiles }
}

const broken = (shard: number, seq: number) =>
  refusal(platformErrors, 'AUDIT_CHAIN_BROKEN', `chain ${shard}, link ${seq}`)

async function writeTiles(store: CheckpointStore, number: number, { tiles, edge, size }: Grown): Promise<void> {
  for (const { name, hashes } of [...tiles, ...edgeTiles(edge, size)]) await addSame(store, name, hashes)
  await tilesWritten(store, number)
}

async function writeMissingTiles(deps: CheckpointDeps, { number, checkpoint }: KeptCheckpoint): Promise<void> {
  const previous = number === 1 ? undefined : await readKept(deps.store, number - 1, verifierKeyOf(deps.signer))
  const before = previous?.checkpoint.heads ?? noHeads()
  const to = checkpoint.heads.map(head => head.seq)
  const grown = await grow(deps, { size: previous?.checkpoint.size ?? 0, before, to })
  if (!rootOf(grown.edge).equals(checkpoint.root))
    throw refusal(platformErrors, 'AUDIT_CHAIN_BROKEN', `checkpoint ${number}`)
  await writeTiles(deps.store, number, grown)
}
