import { type CohortSettings, DEFAULT_COHORTS } from './cohorts.ts'
import { NAME_STEPS, type NameStep } from './rules/match-person.ts'

/** Choices about the register that no public source settles. */
export type RegisterSettings = {
  /** The cohorts as decided by now: asked anew for each file, since a decision may come while the process runs. */
  readonly cohorts: () => CohortSettings
  /** Which comparisons of given names count as a match, tried in this order (local-authority.md 6.2). */
  readonly nameSteps: readonly NameStep[]
  /** Whether a child's plan may carry an end that lies ahead; no source says (local-authority.md 4.5, `X-END-FUTURE`). */
  readonly endDateInFuture: 'refused' | 'taken'
}

export const DEFAULT_REGISTER_SETTINGS: RegisterSettings = {
  cohorts: () => DEFAULT_COHORTS,
  nameSteps: NAME_STEPS,
  endDateInFuture: 'refused',
}
