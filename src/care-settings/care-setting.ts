import type { CalendarDate } from '../platform/index.ts'

/** Standard: the access is recorded and the local authority told. Silent: neither. */
export type Mode = 'standard' | 'silent'

/** A kind of place where care is given, and how it looks up on the day it was asked for (health-side.md 2.1). */
export type CareSetting = {
  readonly code: string
  readonly name: string
  /** How it looks up by custom; `none`: it may not. */
  readonly mode: Mode | 'none'
  /** True where no other mode is possible: sexual assault referral and termination of pregnancy are silent only. */
  readonly enforced: boolean
  readonly mandatedBy?: string
  /** How sure the source is of its mode. */
  readonly certainty: string
  /** Which of the six settings new in 2023 it belongs to, and which of the eight lines of the report (programme.md S-011). */
  readonly newSetting?: string
  readonly line?: string
  /** From this day on a plan is open to the setting by its authority's agreement only; absent: no agreement is needed. */
  readonly agreementNeededFrom?: CalendarDate
  readonly validFrom: CalendarDate
  readonly validTo?: CalendarDate
}
