import type { Clock } from '../../platform/index.ts'

/** Waits so many milliseconds. */
export type Pause = (ms: number) => Promise<void>

/** The right to send requests, shared by all who read from one client. */
export type Budget = {
  /** Resolves when the next request may go. */
  take(): Promise<void>
  /** Nobody may go for so many milliseconds: PDS throttles the application, not the number asked for. */
  hold(ms: number): Promise<void>
}

export type BudgetOptions = {
  /** Requests a second; without it there is no limit of our own. */
  readonly perSecond?: number | undefined
  readonly clock: Clock
  readonly pause: Pause
}

/**
 * No slot honestly lies farther ahead: PDS is never stayed away from for longer than ten seconds, and few wait at once.
 * One that does was claimed by a clock that has since been set back.
 */
export const FARTHEST_MS = 60_000

/**
 * A token bucket one token deep: requests go evenly spaced, because the platform's spike arrest counts in parts of a
 * second and would refuse a burst that keeps within the second (fhir-api.md 7.5).
 */
export function openBudget(options: BudgetOptions): Budget {
  const gapMs = options.perSecond === undefined ? 0 : 1000 / options.perSecond
  const now = () => options.clock.now().getTime()
  let nextAt = 0
  return {
    async take() {
      const askedAt = now()
      const goAt = nextAt > askedAt + FARTHEST_MS ? askedAt : Math.max(nextAt, askedAt)
      nextAt = goAt + gapMs
      if (goAt > askedAt) await options.pause(goAt - askedAt)
    },
    async hold(ms) {
      nextAt = Math.max(nextAt, now() + ms)
    },
  }
}

/** Runs a piece of work when there is room for it. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Lets at most `limit` pieces of work run at once; the others wait in the order they came. */
export function openGate(limit: number): Gate {
  const waiting: (() => void)[] = []
  let free = limit
  return async work => {
    if (free > 0) free -= 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
