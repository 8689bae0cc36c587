import { randomBytes, randomUUID } from 'node:crypto'

/** Chance, passed in everywhere so that a test can repeat it. */
export type Randomness = {
  /** A random UUID, lower case. */
  uuid(): string
  /** So many random bytes. */
  bytes(count: number): Buffer
}

export const systemRandomness: Randomness = { uuid: () => randomUUID(), bytes: count => randomBytes(count) }
