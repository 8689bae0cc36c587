import { checkDigit } from '../../demographics/index.ts'

/** Repeatable chance for samples: the same seed gives the same choices. */
export type SampleChance = {
  /** A whole number from 0 up to, not including, `below`. */
  number(below: number): number
  /** True about so many times in a hundred. */
  percent(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** So many decimal digits. */
  digits(count: number): string
  uuid(): string
  /** From the range 999, which is never given to anybody. */
  nhsNumber(): string
}

/** A generator of our own on one 32-bit word (xorshift with a multiplied output): plenty for samples. */
export function sampleChance(seed: number): SampleChance {
  let state = (Math.trunc(seed) ^ 0x2545f491) >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return Math.imul(state, 0x9e3779b1) >>> 0
  }
  const number = (below: number) => Math.floor((next() / 2 ** 32) * below)
  const digits = (count: number) => Array.from({ length: count }, () => number(10)).join('')
  const hex = (count: number) => Array.from({ length: count }, () => number(16).toString(16)).join('')
  const chance: SampleChance = {
    number,
    digits,
    percent: share => number(100) < share,
    pick: items => items[number(items.length)] as (typeof items)[number],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    nhsNumber() {
      for (;;) {
        const nine = `999${digits(6)}`
        const check = checkDigit(nine)
        if (check !== undefined) return `${nine}${check}`
      }
    },
  }
  return chance
}
