import type { Randomness } from '../../../src/platform/index.ts'
import { chanceOf } from '../exchange-model.ts'

/** All the chance of one simulated world: the same again for the same seed. */
export type Chance = {
  /** True so often, from 0 to 1. */
  happens(rate: number): boolean
  /** A whole number from 0 up to `below`. */
  upTo(below: number): number
  pick<One>(all: readonly One[]): One
  readonly randomness: Randomness
}

export function openChance(seed: number): Chance {
  const next = chanceOf(seed)
  const upTo = (below: number) => Math.floor(next() * below)
  const bytes = (count: number) => Buffer.from(Array.from({ length: count }, () => upTo(256)))
  return {
    happens: rate => next() < rate,
    upTo,
    pick<One>(all: readonly One[]): One {
      const one = all[upTo(all.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
    randomness: {
      bytes,
      uuid() {
        const hex = bytes(16).toString('hex')
        return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
      },
    },
  }
}
