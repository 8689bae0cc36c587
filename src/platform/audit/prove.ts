import type { Database } from '../database.ts'
import { platformErrors, refusal } from '../errors.ts'
import { hashOfLink, type LinkRow, lastLinks, leafOf, linkAt, linkPages } from './chain.ts'
import { beginningOf, readLink, SHARDS } from './link.ts'
import { readCheckpoint } from './tree/checkpoint.ts'
import type { CheckpointStore } from './tree/checkpoint-store.ts'
import { checkpointsKept, type KeptCheckpoint, readKept } from './tree/log-store.ts'
import { inclusionProof, isIncluded, leafHash } from './tree/merkle.ts'
import { openNote, type VerifierKey } from './tree/signed-note.ts'
import { rangeHashes } from './tree/tiles.ts'

/** Shows to whoever has the log's key that an entry was in the audit when a checkpoint was signed; names nobody. */
export type InclusionProof = {
  /** The signed note. */
  readonly checkpoint: string
  readonly chain: number
  readonly link: number
  /** Base64: the hash of the link before, and the bytes of this one. */
  readonly previous: string
  readonly bytes: string
  /** Place in the tree, and the hashes from there to its root, base64. */
  readonly leaf: number
  readonly proof: readonly string[]
}

export type ProveDeps = {
  /** Under the auditor's role. */
  readonly db: Database
  readonly store: CheckpointStore
  readonly verifier: VerifierKey
}

/** Proves an entry by the newest checkpoint. Throws AUDIT_ENTRY_UNPROVABLE when there is none or no checkpoint covers it. */
export async function proveEntry(deps: ProveDeps, entryId: string): Promise<InclusionProof> {
  const found = await findLink(deps.db, entryId)
  const newest = await readKept(deps.store, await checkpointsKept(deps.store), deps.verifier)
  if (found === undefined || newest === undefined) throw unprovable('there is no such entry, or no checkpoint yet')
  const { shard, link } = found
  const leaf = await leafPlace(deps, { shard, seq: link.seq, newest })
  const { size } = newest.checkpoint
  const proof = await inclusionProof(rangeHashes(deps.store, size), leaf, size)
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  return {
    checkpoint: newest.note,
    chain: shard,
    link: link.seq,
    previous: base64(await hashBefore(deps.db, shard, link.seq)),
    bytes: base64(link.bytes),
    leaf,
    proof: proof.map(base64),
  }
}

/** The id of the entry a proof is of. Throws AUDIT_PROOF_INVALID, NOTE_SIGNATURE_INVALID, CHECKPOINT_INVALID. */
export function checkProof(
  proof: InclusionProof,
  verifier: VerifierKey,
): { readonly entryId: string; readonly at: Date } {
  const { size, root, at } = readCheckpoint(openNote(proof.checkpoint, verifier))
  const bytes = Buffer.from(proof.bytes, 'base64')
  const hash = hashOfLink(Buffer.from(proof.previous, 'base64'), bytes)
  const leaf = { leaf: proof.leaf, hash: leafHash(leafOf(proof.chain, { seq: proof.link, hash })) }
  const steps = proof.proof.map(step => Buffer.from(step, 'base64'))
  const read = readLink(bytes)
  if (read === undefined || !isIncluded({ size, root }, leaf, steps))
    throw refusal(platformErrors, 'AUDIT_PROOF_INVALID')
  return { entryId: read.line.entryId, at }
}

const unprovable = (why: string) => refusal(platformErrors, 'AUDIT_ENTRY_UNPROVABLE', why)

/** Links are in the order they were committed, entries say when they began: near first, then wherever it may be. */
const APART_MS = [60_000, Number.POSITIVE_INFINITY]

async function findLink(db: Database, entryId: string): Promise<{ shard: number; link: LinkRow } | undefined> {
  const [entry] = await db.query<{ at: Date }>({
    text: 'select at from audit.entry where entry_id = $1',
    values: [entryId],
  })
  if (entry === undefined) return undefined
  const at = entry.at.getTime()
  for (const apart of APART_MS) {
    const found = await findBetween(db, entryId, { from: at - apart, to: at + apart })
    if (found !== undefined) return found
  }
}

async function findBetween(
  db: Database,
  entryId: string,
  times: { readonly from: number; readonly to: number },
): Promise<{ shard: number; link: LinkRow } | undefined> {
  const ends = await lastLinks(db)
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const to = ends[shard] ?? 0
    const after = await firstSince(db, { shard, to }, times.from)
    for await (const page of linkPages(db, { shard, after, to })) {
      const link = page.find(({ bytes }) => readLink(bytes)?.line.entryId === entryId)
      if (link !== undefined) return { shard, link }
      if (timeOf(page.at(-1)) > times.to) break
    }
  }
}

const timeOf = (link: LinkRow | undefined) => Date.parse((link && readLink(link.bytes)?.line.at) ?? '')

/** The number before the first link from an instant on, halving the chain. */
async function firstSince(db: Database, { shard, to }: { shard: number; to: number }, since: number): Promise<number> {
  let [low, high] = [0, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (timeOf(await linkAt(db, shard, middle + 1)) < since) low = middle + 1
    else high = middle
  }
  return low
}

async function hashBefore(db: Database, shard: number, seq: number): Promise<Buffer> {
  if (seq === 1) return beginningOf(shard)
  return (await linkAt(db, shard, seq - 1))?.hash ?? Buffer.alloc(0)
}

type OfLink = { readonly shard: number; readonly seq: number; readonly newest: KeptCheckpoint }

/** The place in the tree: behind all of the checkpoints before, and of its own behind the chains before. */
async function leafPlace({ store, verifier }: ProveDeps, { shard, seq, newest }: OfLink): Promise<number> {
  if ((newest.checkpoint.heads[shard]?.seq ?? 0) < seq) throw unprovable('no checkpoint covers it yet')
  let [low, high] = [1, newest.number]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const kept = await readKept(store, middle, verifier)
    if ((kept?.checkpoint.heads[shard]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  const own = await readKept(store, low, verifier)
  const before = low === 1 ? undefined : await readKept(store, low - 1, verifier)
  const started = (chain: number) => before?.checkpoint.heads[chain]?.seq ?? 0
  const chainsBefore = (own?.checkpoint.heads ?? []).slice(0, shard)
  const others = chainsBefore.reduce((sum, head, chain) => sum + head.seq - started(chain), 0)
  return (before?.checkpoint.size ?? 0) + others + seq - started(shard) - 1
}
