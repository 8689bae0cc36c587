import type { Clock, Database, Randomness } from '../platform/index.ts'

/** What every use case of the programme stands on. */
export type ProgrammeDeps = {
  /** Under the role of this context. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
}
