import type { TimeOfDay } from '../demographics/index.ts'
import type { Clock, Database, Log, Metrics, Randomness } from '../platform/index.ts'

export type OperationsSettings = {
  /** When in England the daily watch is due. */
  readonly watchAt: TimeOfDay
  /** Whom an authority writes to and rings, as letters say it. */
  readonly operationsMail: string
  readonly operationsPhone: string
  /** The server the authorities' clients must reach, as letters say it. */
  readonly meshHost: string
}

export type OperationsDeps = {
  /** Under the role of this context. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Metrics
  readonly settings: OperationsSettings
}
