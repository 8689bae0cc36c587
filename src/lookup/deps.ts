import type { Clock, Database, Log, Metrics, Randomness } from '../platform/index.ts'

export type LookupDeps = {
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Metrics
  /** After so many milliseconds the answer is `NotChecked`: nobody in an emergency waits for longer. */
  readonly answerWithinMs: number
}
