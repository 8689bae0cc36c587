import type { Ratio } from './frame/ratio.ts'

/** A ratio that got worse by more than this is worse, where the passes of both runs lay closer together. */
export const WORSE_BY = 0.05

export type Compared = {
  readonly name: string
  readonly before: number
  readonly after: number
  /** Over what it was: below zero is worse. */
  readonly change: number
  /** So much worse may be chance: 5 %, or the noise of either run where that is more. */
  readonly bound: number
  readonly isWorse: boolean
}

/** What `--json` of one bench or of all of them holds, as far as it is compared. */
type Run = { readonly bench?: string; readonly ratios?: readonly Ratio[] }

/** Ratios that both runs have, by name; those of `bin/bench all` and of a single bench alike. */
export function compareRuns(before: object, after: object): Compared[] {
  const then = ratiosOf(before)
  return [...ratiosOf(after)].flatMap(([name, now]) => {
    const old = then.get(name)
    return old === undefined ? [] : [compared(name, old, now)]
  })
}

function ratiosOf(run: object): Map<string, Ratio> {
  const benches = 'bench' in run ? [run as Run] : (Object.values(run) as unknown[]).filter(isRun)
  return new Map(
    benches.flatMap(({ bench, ratios = [] }) => ratios.map(one => [`${bench}: ${one.name}`, one] as const)),
  )
}

const isRun = (value: unknown): value is Run => typeof value === 'object' && value !== null && 'bench' in value

function compared(name: string, before: Ratio, after: Ratio): Compared {
  const gain = after.better === 'more' ? after.value / before.value : before.value / after.value
  const bound = Math.max(WORSE_BY, before.noise, after.noise)
  return { name, before: before.value, after: after.value, change: gain - 1, bound, isWorse: gain < 1 - bound }
}
