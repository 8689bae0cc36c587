import { randomBytes, randomUUID } from 'node:crypto'

/** Chance, passed in everywhere so that a test can repeat it. */
export type Randomness = {
  /** A random UUID, lower case. */
  uuid(): string
  /** So many random bytes. */
  bytes(count: number): Buffer
}

/** Asking for a few bytes costs the operating system as much as asking for many. */
const POOL_BYTES = 4_096
let pool = Buffer.alloc(0)

/** Never the same bytes twice: what is handed out is overwritten in the pool. */
function pooledBytes(count: number): Buffer {
  if (count > POOL_BYTES / 8) return randomBytes(count)
  if (pool.length < count) pool = randomBytes(POOL_BYTES)
  const taken = Buffer.from(pool.subarray(0, count))
  pool.fill(0, 0, count)
  pool = pool.subarray(count)
  return taken
}

export const systemRandomness: Randomness = { uuid: () => randomUUID(), bytes: pooledBytes }
