import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import { openNote, type VerifierKey } from './signed-note.ts'

/** A checkpoint as it is kept, counted from 1. */
export type KeptCheckpoint = { readonly number: number; readonly note: string; readonly checkpoint: Checkpoint }

const FOLDER = 'checkpoint'
/** Written when all tiles of a checkpoint are. */
const WHOLE = 'whole'

const nameOf = (number: number) => String(number).padStart(8, '0')

/** How many checkpoints there are. */
export async function checkpointsKept(store: CheckpointStore): Promise<number> {
  return Number((await store.list(FOLDER)).at(-1) ?? 0)
}

/** Reads a checkpoint; `undefined` when there is none. Throws NOTE_SIGNATURE_INVALID, CHECKPOINT_INVALID. */
export async function readKept(
  store: CheckpointStore,
  number: number,
  verifier: VerifierKey,
): Promise<KeptCheckpoint | undefined> {
  const note = (await store.read(`${FOLDER}/${nameOf(number)}`))?.toString('utf8')
  return note === undefined ? undefined : { number, note, checkpoint: readCheckpoint(openNote(note, verifier)) }
}

/** Keeps a checkpoint under its number; false when there is one. */
export function keepCheckpoint(store: CheckpointStore, number: number, note: string): Promise<boolean> {
  return store.add(`${FOLDER}/${nameOf(number)}`, Buffer.from(note))
}

/** Whether all tiles of a checkpoint were written. */
export async function hasTiles(store: CheckpointStore, number: number): Promise<boolean> {
  return (await store.read(`${WHOLE}/${nameOf(number)}`)) !== undefined
}

export async function tilesWritten(store: CheckpointStore, number: number): Promise<void> {
  await store.add(`${WHOLE}/${nameOf(number)}`, new Uint8Array())
}

/** Keeps a witness's line for a checkpoint beside it. */
export async function keepCosignature(
  store: CheckpointStore,
  { number, witness, line }: { readonly number: number; readonly witness: string; readonly line: string },
): Promise<void> {
  await store.add(`cosignature/${nameOf(number)}/${encodeURIComponent(witness)}`, Buffer.from(line))
}
