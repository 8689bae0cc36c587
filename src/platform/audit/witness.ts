import type { Clock } from '../clock.ts'
import { platformErrors, refusal } from '../errors.ts'
import { type Checkpoint, readCheckpoint } from './tree/checkpoint.ts'
import type { CheckpointStore } from './tree/checkpoint-store.ts'
import { checkpointsKept, type KeptCheckpoint, keepCosignature, readKept } from './tree/log-store.ts'
import { consistencyProof, isConsistent } from './tree/merkle.ts'
import { cosignatureLine, openNote, type Signer, type VerifierKey } from './tree/signed-note.ts'
import { rangeHashes } from './tree/tiles.ts'

export type WitnessDeps = {
  /** The checkpoints and tiles of the log; nothing in it is believed. */
  readonly store: CheckpointStore
  /** Whose checkpoints are countersigned. */
  readonly verifier: VerifierKey
  /** Where this witness keeps what it saw; nobody else writes there. */
  readonly memory: CheckpointStore
  readonly signer: Signer
  readonly clock: Clock
}

export type Witnessed = {
  readonly number: number
  readonly size: number
  readonly root: string
  /** The line to be put behind the checkpoint's note. */
  readonly cosignature: string
}

const SEEN = 'seen'

/**
 * Countersigns the newest checkpoint: its signature is the log's, and by a proof it only grew since the one this witness
 * saw last (C2SP tlog-witness). What was seen is kept before anything is signed, under the next number; whoever lost a race
 * for that number looks again from what the other saw, so that a witness never goes back.
 * Throws WITNESS_INCONSISTENT, NOTE_SIGNATURE_INVALID, CHECKPOINT_INVALID, CHECKPOINT_STORE_INCOMPLETE.
 */
export async function witnessLog(deps: WitnessDeps): Promise<Witnessed | undefined> {
  const newest = await readKept(deps.store, await checkpointsKept(deps.store), deps.verifier)
  if (newest === undefined) return undefined
  for (;;) {
    const looks = await deps.memory.list(SEEN)
    const last = looks.at(-1)
    const seen = last === undefined ? undefined : await readSeen(deps, last)
    if (seen !== undefined) await checkConsistent(deps, seen, newest.checkpoint)
    const next = String(Number(last ?? 0) + 1).padStart(8, '0')
    if (await deps.memory.add(`${SEEN}/${next}`, Buffer.from(newest.note))) return cosigned(deps, newest)
  }
}

async function readSeen({ memory, verifier }: WitnessDeps, name: string): Promise<Checkpoint> {
  const note = await memory.read(`${SEEN}/${name}`)
  return readCheckpoint(openNote(note?.toString('utf8') ?? '', verifier))
}

async function checkConsistent({ store }: WitnessDeps, older: Checkpoint, newer: Checkpoint): Promise<void> {
  const isOlder = newer.size < older.size
  const proof = isOlder ? [] : await consistencyProof(rangeHashes(store, newer.size), older.size, newer.size)
  if (isOlder || older.origin !== newer.origin || !isConsistent(older, newer, proof))
    throw refusal(platformErrors, 'WITNESS_INCONSISTENT', `${older.size} then ${newer.size}`)
}

async function cosigned({ store, signer, clock }: WitnessDeps, kept: KeptCheckpoint): Promise<Witnessed> {
  const { number, note, checkpoint } = kept
  const line = cosignatureLine(signer, note.slice(0, note.lastIndexOf('\n\n') + 1), clock.now())
  await keepCosignature(store, { number, witness: signer.name, line })
  return { number, size: checkpoint.size, root: checkpoint.root.toString('base64'), cosignature: line }
}
