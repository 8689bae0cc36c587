import { median } from './median.ts'

/** A figure two runs can be compared by, whatever the machine was like: a ratio of sides that took turns. */
export type Ratio = {
  readonly name: string
  readonly value: number
  /** Which way is the better one. */
  readonly better: 'more' | 'less'
  /** How far the passes were apart: half of what lay between the least and the most, over their median; 1 of a single pass, which says nothing. */
  readonly noise: number
}

/**
 * The median of the ratios of neighbouring passes, and how far they were apart: what disturbs the machine for a while
 * disturbs both sides of a pass.
 */
export function ratioOfPasses(name: string, ours: readonly number[], theirs: readonly number[]): Ratio {
  const passes = ours.map((value, pass) => value / (theirs[pass] ?? Number.NaN))
  const value = median(passes)
  const apart = (Math.max(...passes) - Math.min(...passes)) / 2 / value
  return { name, value, better: 'more', noise: passes.length > 1 ? apart : 1 }
}
