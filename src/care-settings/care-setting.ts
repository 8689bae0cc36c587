import type { CalendarDate } from '../platform/index.ts'

/** Standard: the access is recorded and the local authority told. Silent: neither. */
export type Mode = 'standard' | 'silent'

/** A kind of place where care is given, and how it may look up (health-side.md 2.1). */
export type CareSetting = {
  readonly code: string
  readonly name: string
  /** How it looks up by custom; `none`: it may not. */
  readonly mode: Mode | 'none'
  /** True where no other mode is possible: sexual assault referral and termination of pregnancy are silent only. */
  readonly enforced: boolean
  readonly mandatedBy?: string
  /** How sure the source is of this row. */
  readonly certainty: string
  readonly validFrom: CalendarDate
  readonly validTo?: CalendarDate
}
