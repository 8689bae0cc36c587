import type { Clock, Database, Log, Metrics, Randomness } from '../platform/index.ts'

export type NotificationsDeps = {
  /** Under the role of this context. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Metrics
}
