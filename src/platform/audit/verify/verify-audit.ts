import type { Database } from '../../database.ts'
import { isRefusal } from '../../errors.ts'
import { childKey } from '../../keys/child-key.ts'
import type { Keyring } from '../../keys/keyring.ts'
import type { Randomness } from '../../randomness.ts'
import { hashOfLink, type LinkRow, lastLinks, leafOf, linkPages, noHeads } from '../chain.ts'
import { readLink } from '../link.ts'
import type { ShardHead } from '../tree/checkpoint.ts'
import type { CheckpointStore } from '../tree/checkpoint-store.ts'
import { checkpointsKept, type KeptCheckpoint, readKept } from '../tree/log-store.ts'
import { leafHash } from '../tree/merkle.ts'
import type { VerifierKey } from '../tree/signed-note.ts'
import { addLeaf, type Edge, rootOf } from '../tree/tiles.ts'
import {
  type Archive,
  archivedEntries,
  beforeChainAway,
  isAway,
  noteSaid,
  openArchive,
  unrecordedMonths,
} from './archived-months.ts'
import { isAccessAsLinked, isAsLinked, type Opened, opened } from './compare.ts'
import { accessesOf, addId, beforeChain, entriesOf, type IdSum, sumOfTable } from './tables.ts'

export type VerifyDeps = {
  /** Under the auditor's role. */
  readonly db: Database
  readonly keyring: Keyring
  readonly randomness: Randomness
  /** Without one a rewrite of everything, and an end cut off, cannot be seen. */
  readonly checkpoints?: { readonly store: CheckpointStore; readonly verifier: VerifierKey }
  /** Told how many links were looked at since the last call. */
  readonly onLinks?: (links: number) => void
}

/** What is not as it was written. */
export type ProblemKind =
  | 'link-missing'
  | 'link-changed'
  | 'entry-missing'
  | 'entry-changed'
  | 'entry-without-link'
  | 'access-missing'
  | 'access-changed'
  | 'access-without-link'
  | 'before-chain-changed'
  | 'erasure-unrecorded'
  | 'archive-unrecorded'
  | 'checkpoint-missing'
  | 'checkpoint-unsigned'
  | 'checkpoint-contradicted'

/** A problem and where it is; never whom it is about. */
export type Problem = {
  readonly kind: ProblemKind
  readonly chain?: number
  readonly link?: number
  readonly entryId?: string
  readonly checkpoint?: number
  /** Of a month that is said to be archived. */
  readonly month?: string
}

export type Verification = {
  readonly links: number
  readonly checkpoints: number
  /** Entries of persons who were erased: only their open line could be compared. */
  readonly erased: number
  /** Entries of months that were archived: only that the chain says so of as many could be compared. */
  readonly archived: number
  /** The first hundred. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
}

const MOST_PROBLEMS = 100

type Walk = {
  readonly deps: VerifyDeps
  readonly salt: Buffer
  readonly heads: ShardHead[]
  readonly edge: Edge
  readonly entries: IdSum
  readonly accesses: IdSum
  readonly archive: Archive
  readonly problems: Problem[]
  links: number
  erased: number
  erasuresRecorded: number
  problemCount: number
}

/**
 * Walks every chain from its beginning and holds it against the entries and accesses it is of, and against the checkpoints
 * kept elsewhere: whatever was edited, removed, put in, put in another order or cut off is a problem (trust.md T-41, T-43).
 * Streams; a page of links at a time is held. What is written meanwhile belongs to it up to its last step, which sees one
 * moment. Throws where it cannot look: DATABASE faults, faults of the store.
 */
export async function verifyAudit(deps: VerifyDeps): Promise<Verification> {
  const none = () => ({ count: 0, sum: 0n })
  const walk: Walk = {
    deps,
    salt: deps.randomness.bytes(16),
    heads: noHeads(),
    edge: [],
    entries: none(),
    accesses: none(),
    archive: await openArchive(deps.db),
    problems: [],
    links: 0,
    erased: 0,
    erasuresRecorded: 0,
    problemCount: 0,
  }
  const checkpoints = await walkCheckpoints(walk)
  await walkOn(walk, deps.db, await lastLinks(deps.db))
  await deps.db.transaction(async tx => {
    await tx.query({ text: 'set transaction isolation level repeatable read, read only' })
    await walkOn(walk, tx, await lastLinks(tx))
    await compareTables(walk, tx)
  })
  const { links, erased, problems, problemCount } = walk
  return { links, checkpoints, erased, archived: archivedEntries(walk.archive), problems, problemCount }
}

function found(walk: Walk, problem: Problem): void {
  walk.problemCount += 1
  if (walk.problems.length < MOST_PROBLEMS) walk.problems.push(problem)
}

/** The links each checkpoint covers, in its order; returns how many checkpoints there are. */
async function walkCheckpoints(walk: Walk): Promise<number> {
  const { checkpoints, db } = walk.deps
  if (checkpoints === undefined) return 0
  const count = await checkpointsKept(checkpoints.store)
  let size = 0
  for (let number = 1; number <= count; number += 1) {
    const kept = await keptOrProblem(walk, checkpoints, number)
    if (kept === undefined) continue
    const { heads, root } = kept.checkpoint
    for (const [shard, head] of heads.entries())
      await walkShard(walk, db, {
        shard,
        to: head.seq,
        onLink: link => {
          addLeaf(walk.edge, { size, hash: leafHash(leafOf(shard, link)), full: () => {} })
          size += 1
        },
      })
    const isAsKept =
      size === kept.checkpoint.size &&
      rootOf(walk.edge).equals(root) &&
      heads.every(({ seq, hash }, shard) => walk.heads[shard]?.seq === seq && walk.heads[shard]?.hash.equals(hash))
    if (!isAsKept) found(walk, { kind: 'checkpoint-contradicted', checkpoint: number })
  }
  return count
}

async function keptOrProblem(
  walk: Walk,
  { store, verifier }: NonNullable<VerifyDeps['checkpoints']>,
  number: number,
): Promise<KeptCheckpoint | undefined> {
  try {
    const kept = await readKept(store, number, verifier)
    if (kept === undefined) found(walk, { kind: 'checkpoint-missing', checkpoint: number })
    return kept
  } catch (error) {
    if (!isRefusal(error)) throw error
    found(walk, { kind: 'checkpoint-unsigned', checkpoint: number })
  }
}

async function walkOn(walk: Walk, db: Database, ends: readonly number[]): Promise<void> {
  for (const [shard, to] of ends.entries()) await walkShard(walk, db, { shard, to, onLink: () => {} })
}

type Stretch = { readonly shard: number; readonly to: number; readonly onLink: (head: ShardHead) => void }

async function walkShard(walk: Walk, db: Database, { shard, to, onLink }: Stretch): Promise<void> {
  const start = walk.heads[shard] as ShardHead
  for await (const page of linkPages(db, { shard, after: start.seq, to })) {
    for (const link of page) {
      follow(walk, shard, link)
      onLink(walk.heads[shard] as ShardHead)
    }
    await comparePage(walk, db, { shard, page })
    walk.links += page.length
    walk.deps.onLinks?.(page.length)
  }
  const { seq } = walk.heads[shard] as ShardHead
  if (seq >= to) return
  found(walk, { kind: 'link-missing', chain: shard, link: seq + 1 })
}

/** One step along a chain; behind a problem it goes on from what is stored, so that each is told once. */
function follow(walk: Walk, shard: number, { seq, bytes, hash }: LinkRow): void {
  const head = walk.heads[shard] as ShardHead
  if (seq !== head.seq + 1) found(walk, { kind: 'link-missing', chain: shard, link: head.seq + 1 })
  else if (!hashOfLink(head.hash, bytes).equals(hash)) found(walk, { kind: 'link-changed', chain: shard, link: seq })
  walk.heads[shard] = { seq, hash }
}

type Page = { readonly shard: number; readonly page: readonly LinkRow[] }

async function comparePage(walk: Walk, db: Database, { shard, page }: Page): Promise<void> {
  const links = page.flatMap(({ seq, bytes }) => {
    const read = readLink(bytes)
    if (read === undefined) found(walk, { kind: 'link-changed', chain: shard, link: seq })
    return read === undefined ? [] : [{ ...read, seq }]
  })
  const here = links.filter(({ line }) => !isAway(walk.archive, line))
  const rows = await entriesOf(
    db,
    here.map(one => one.line),
  )
  const withAccess: (Opened & { seq: number })[] = []
  for (const link of here) {
    const { entryId } = link.line
    const where = { chain: shard, link: link.seq, entryId }
    const row = rows.get(entryId)
    addId(walk.entries, walk.salt, entryId)
    if (row === undefined) found(walk, { kind: 'entry-missing', ...where })
    const said = row && openedOrNot(walk, link, row.wrapped_key)
    if (row === undefined) continue
    if (said === undefined || !asSaid(() => isAsLinked(walk.deps.keyring, row, said)))
      found(walk, { kind: 'entry-changed', ...where })
    if (row.erased_at !== null) walk.erased += 1
    if (said?.sealed && link.line.action === 'erasure')
      walk.erasuresRecorded += Number((said.sealed.part.detail as { entries?: unknown }).entries)
    if (said?.sealed && link.line.action === 'archive')
      noteSaid(walk.archive, { ...link.line, detail: said.sealed.part.detail })
    if (said?.sealed && link.line.access !== null) withAccess.push({ ...said, seq: link.seq })
  }
  await compareAccesses(walk, db, { shard, links: withAccess })
}

function openedOrNot(walk: Walk, link: Parameters<typeof opened>[1], key: Buffer | null): Opened | undefined {
  try {
    return opened(walk.deps.keyring, link, key)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** A sealed value that does not open is not what was written. */
function asSaid(compare: () => boolean): boolean {
  try {
    return compare()
  } catch (error) {
    if (!isRefusal(error)) throw error
    return false
  }
}

const keyOf = ({ deps }: Walk, number: string | null | undefined) =>
  typeof number === 'string' ? childKey(deps.keyring, number) : undefined

async function compareAccesses(
  walk: Walk,
  db: Database,
  { shard, links }: { readonly shard: number; readonly links: readonly (Opened & { seq: number })[] },
): Promise<void> {
  if (links.length === 0) return
  const rows = await accessesOf(
    db,
    links.map(({ line, sealed }) => ({
      ...line,
      childKey: line.number === null ? keyOf(walk, sealed?.part.nhsNumber) : undefined,
    })),
  )
  for (const link of links) {
    const { entryId } = link.line
    const row = rows.get(entryId)
    addId(walk.accesses, walk.salt, entryId)
    const where = { chain: shard, link: link.seq, entryId }
    if (row === undefined) found(walk, { kind: 'access-missing', ...where })
    else if (!asSaid(() => isAccessAsLinked(walk.deps.keyring, row, link)))
      found(walk, { kind: 'access-changed', ...where })
  }
}

/** What stands in the tables and in no link. */
async function compareTables(walk: Walk, db: Database): Promise<void> {
  const entries = await sumOfTable(db, 'entry', walk.salt)
  const accesses = await sumOfTable(db, 'access', walk.salt)
  const before = await beforeChain(db)
  const differ = (table: IdSum, linked: IdSum) => table.count !== linked.count || table.sum !== linked.sum
  if (differ(entries, walk.entries)) found(walk, { kind: 'entry-without-link' })
  if (differ(accesses, walk.accesses)) found(walk, { kind: 'access-without-link' })
  const away = beforeChainAway(walk.archive)
  if (entries.before + away.entries !== before?.entries || accesses.before + away.accesses !== before.accesses)
    found(walk, { kind: 'before-chain-changed' })
  if (walk.erased > walk.erasuresRecorded) found(walk, { kind: 'erasure-unrecorded' })
  for (const month of unrecordedMonths(walk.archive)) found(walk, { kind: 'archive-unrecorded', month })
}
