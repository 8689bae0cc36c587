import type { Database } from '../database.ts'
import { lastLinks, linkAt } from './chain.ts'
import { readLink } from './link.ts'
import type { CheckpointStore } from './tree/checkpoint-store.ts'
import { checkpointsKept, readKept } from './tree/log-store.ts'
import type { VerifierKey } from './tree/signed-note.ts'

export type LinksMissingDeps = {
  /** Under the auditor's role. */
  readonly db: Database
  /** Where checkpoints are kept elsewhere; without one only the newest link here is told. */
  readonly checkpoints?: { readonly store: CheckpointStore; readonly verifier: VerifierKey }
}

/** What the audit of a restored database lacks, as far as the newest checkpoint elsewhere tells. */
export type LinksMissing = {
  /** When the newest link that is there was written; none in an empty chain. */
  readonly newestLinkAt?: Date
  /** The newest checkpoint, and how many of the links it covers are not there. */
  readonly checkpoint?: { readonly number: number; readonly at: Date; readonly links: number }
}

/** Compares the ends of the chains with the newest checkpoint. Throws NOTE_SIGNATURE_INVALID, CHECKPOINT_INVALID. */
export async function linksMissing({ db, checkpoints }: LinksMissingDeps): Promise<LinksMissing> {
  const ends = await lastLinks(db)
  const newest = await newestLinkAt(db, ends)
  const kept =
    checkpoints && (await readKept(checkpoints.store, await checkpointsKept(checkpoints.store), checkpoints.verifier))
  const { number, checkpoint } = kept ?? {}
  const links = checkpoint?.heads.reduce((sum, { seq }, shard) => sum + Math.max(0, seq - (ends[shard] ?? 0)), 0)
  return {
    ...(newest && { newestLinkAt: newest }),
    ...(number !== undefined && checkpoint && { checkpoint: { number, at: checkpoint.at, links: links ?? 0 } }),
  }
}

async function newestLinkAt(db: Database, ends: readonly number[]): Promise<Date | undefined> {
  let newest: Date | undefined
  for (const [shard, seq] of ends.entries()) {
    const link = seq === 0 ? undefined : await linkAt(db, shard, seq)
    const read = link && readLink(link.bytes)
    const at = read && new Date(read.line.at)
    if (at !== undefined && (newest === undefined || at > newest)) newest = at
  }
  return newest
}
