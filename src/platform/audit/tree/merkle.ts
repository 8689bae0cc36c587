import { createHash } from 'node:crypto'

// Hash trees as RFC 6962 section 2.1 has them.

/** The hash of a leaf: what stands in it behind a zero byte. */
export function leafHash(leaf: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF).update(leaf).digest()
}

/** The hash of two subtrees. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest()
}

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

/** The root of a tree without leaves. */
export const EMPTY_ROOT = createHash('sha256').digest()

/** The hash over subtrees that stand beside each other: all of one size, the last possibly smaller. */
export function hashOver(hashes: readonly Buffer[]): Buffer {
  const [only, ...others] = hashes
  if (only === undefined) return EMPTY_ROOT
  if (others.length === 0) return only
  const left = splitOf(hashes.length)
  return nodeHash(hashOver(hashes.slice(0, left)), hashOver(hashes.slice(left)))
}

/** The largest power of two that is smaller. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** Gives the hash over the leaves from one place to before another. */
export type RangeHash = (from: number, to: number) => Promise<Buffer>

/** The hashes that lead from a leaf to the root of a tree of so many leaves, lowest first (RFC 6962, 2.1.1). */
export async function inclusionProof(range: RangeHash, leaf: number, size: number): Promise<Buffer[]> {
  const path = async (from: number, to: number): Promise<Buffer[]> => {
    if (to - from <= 1) return []
    const middle = from + splitOf(to - from)
    return leaf < middle
      ? [...(await path(from, middle)), await range(middle, to)]
      : [...(await path(middle, to)), await range(from, middle)]
  }
  return path(0, size)
}

/** The hashes that show a tree of `old` leaves to be the beginning of one of `size` (RFC 6962, 2.1.2). */
export async function consistencyProof(range: RangeHash, old: number, size: number): Promise<Buffer[]> {
  const path = async (from: number, to: number, isWhole: boolean): Promise<Buffer[]> => {
    if (old === to) return isWhole ? [] : [await range(from, to)]
    const middle = from + splitOf(to - from)
    return old <= middle
      ? [...(await path(from, middle, isWhole)), await range(middle, to)]
      : [...(await path(middle, to, false)), await range(from, middle)]
  }
  return old === 0 || old === size ? [] : path(0, size, true)
}

export type Tree = { readonly size: number; readonly root: Uint8Array }

/** Whether a leaf's hash stands at a place of a tree, by the proof (RFC 9162, 2.1.3.2). */
export function isIncluded(
  { size, root }: Tree,
  { leaf, hash }: { readonly leaf: number; readonly hash: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (leaf < 0 || leaf >= size) return false
  let place = leaf
  let last = size - 1
  let running = hash
  for (const step of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      running = nodeHash(step, running)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else running = nodeHash(running, step)
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && running.equals(root)
}

/** Whether an older tree is the beginning of a newer one, by the proof (RFC 9162, 2.1.4.2). */
export function isConsistent(older: Tree, newer: Tree, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && Buffer.from(older.root).equals(newer.root)
  if (older.size === 0) return proof.length === 0
  const isPower = splitOf(older.size + 1) === older.size
  const [first, ...steps] = isPower ? [Buffer.from(older.root), ...proof] : proof
  if (first === undefined) return false
  let place = older.size - 1
  let last = newer.size - 1
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  let [before, after] = [first, first]
  for (const step of steps) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      before = nodeHash(step, before)
      after = nodeHash(step, after)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else after = nodeHash(after, step)
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root)
}

const half = (value: number) => Math.floor(value / 2)
