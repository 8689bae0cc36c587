import { platformErrors, refusal } from '../../errors.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import { hashOver, type RangeHash, splitOf } from './merkle.ts'

// The tree is kept as tiles of 256 hashes, named as C2SP's tlog-tiles names them: whoever has the folder can prove that an
// entry is in it, and that it only grew, without the database.

const WIDTH = 256
const HASH_BYTES = 32

/** The hashes at the right edge of a growing tree, level by level; each level counts 256 of the one below. */
export type Edge = Buffer[][]

/** A tile that became full, or stands at the edge of a tree of some size. */
export type Tile = { readonly name: string; readonly hashes: Buffer }

/** Adds the hash of a leaf; tiles that become full with it are given to `full`. `size` is how many leaves there were. */
export function addLeaf(edge: Edge, { size, hash, full }: { size: number; hash: Buffer; full: (tile: Tile) => void }) {
  let added = hash
  let index = size
  for (let level = 0; ; level += 1) {
    edge[level] ??= []
    const hashes = edge[level] as Buffer[]
    hashes.push(added)
    if (hashes.length < WIDTH) return
    index = Math.floor(index / WIDTH)
    full({ name: tileName(level, index), hashes: Buffer.concat(hashes) })
    added = hashOver(hashes)
    edge[level] = []
  }
}

/** The root of the tree that has this edge. */
export function rootOf(edge: Edge): Buffer {
  const [lowest = [], ...higher] = edge
  let below = lowest.length > 0 ? [hashOver(lowest)] : []
  for (const hashes of higher) below = hashes.length + below.length > 0 ? [hashOver([...hashes, ...below])] : []
  return hashOver(below)
}

/** The tiles at the edge of a tree of this size that are not full. */
export function edgeTiles(edge: Edge, size: number): Tile[] {
  return edge.flatMap((hashes, level) => {
    const index = Math.floor(countAt(level, size) / WIDTH)
    return hashes.length === 0 ? [] : [{ name: tileName(level, index, hashes.length), hashes: Buffer.concat(hashes) }]
  })
}

/** Reads the edge of a tree of this size. Throws CHECKPOINT_STORE_INCOMPLETE. */
export async function readEdge(store: CheckpointStore, size: number): Promise<Edge> {
  const edge: Edge = []
  for (let level = 0; countAt(level, size) > 0; level += 1) {
    const count = countAt(level, size)
    edge.push(count % WIDTH === 0 ? [] : await readTile(store, { level, index: Math.floor(count / WIDTH), size }))
  }
  return edge
}

/** Hashes over any leaves of a tree of this size, out of its tiles. Throws CHECKPOINT_STORE_INCOMPLETE. */
export function rangeHashes(store: CheckpointStore, size: number): RangeHash {
  const range: RangeHash = async (from, to) => {
    const count = to - from
    const isWhole = count === 1 || (splitOf(count + 1) === count && from % count === 0)
    if (!isWhole) {
      const middle = from + splitOf(count)
      return hashOver([await range(from, middle), await range(middle, to)])
    }
    const level = Math.floor(Math.log2(count) / 8)
    const each = WIDTH ** level
    const [first, many] = [from / each, count / each]
    const hashes = await readTile(store, { level, index: Math.floor(first / WIDTH), size })
    return hashOver(hashes.slice(first % WIDTH, (first % WIDTH) + many))
  }
  return range
}

type Place = { readonly level: number; readonly index: number; readonly size: number }

async function readTile(store: CheckpointStore, { level, index, size }: Place): Promise<Buffer[]> {
  const width = Math.min(WIDTH, countAt(level, size) - index * WIDTH)
  const name = tileName(level, index, width)
  const bytes = await store.read(name)
  if (bytes?.length !== width * HASH_BYTES) throw refusal(platformErrors, 'CHECKPOINT_STORE_INCOMPLETE', name)
  return Array.from({ length: width }, (_, place) => bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES))
}

/** How many whole hashes a level has in a tree of this size. */
const countAt = (level: number, size: number) => Math.floor(size / WIDTH ** level)

function tileName(level: number, index: number, width = WIDTH): string {
  const groups =
    String(index)
      .padStart(Math.ceil(String(index).length / 3) * 3, '0')
      .match(/\d{3}/g) ?? []
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < WIDTH ? `.p/${width}` : ''}`
}
