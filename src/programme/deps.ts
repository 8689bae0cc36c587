import type { Clock, Database, Randomness } from '../platform/index.ts'

/** What every use case of the programme stands on. */
export type ProgrammeDeps = {
  /** Under the role of this context. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Of those that also ask `care-settings`: which settings there are, how they look up, what is signed. */
export type SettingsDeps = ProgrammeDeps & {
  /** Under the role of care-settings, for its use cases only. */
  readonly careSettings: Database
}
