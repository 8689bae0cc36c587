import type { NhsNumber } from '../demographics/index.ts'
import type { CalendarDate } from '../platform/index.ts'
import type { PlanCategory } from './plan-category.ts'
import type { PlanType, SubjectKind } from './upload.ts'

/**
 * A plan as the register holds it: one for each (NHS number, authority, type). Names and birth date are as uploaded;
 * `shownUntil` is the last day it is shown, null once deleted.
 */
export type Plan = {
  readonly nhsNumber: NhsNumber
  readonly type: PlanType
  readonly planId: string
  readonly subject: SubjectKind
  readonly start: CalendarDate
  readonly end: CalendarDate | null
  readonly deleted: CalendarDate | null
  readonly shownUntil: CalendarDate | null
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: CalendarDate
  readonly pdsBirthDate: CalendarDate
  readonly localId: string | null
  readonly localIdAuthority: string | null
  /** `withdrawn` once the number went out of use without another in its place. */
  readonly numberState: 'current' | 'withdrawn'
  /** As the newest upload carries it, from the day it was decided on; else null. */
  readonly category: PlanCategory | null
  readonly version: number
}

/** A plan to be written; `version` is null for one whose key is not held now. */
export type PlanChange = Omit<Plan, 'version'> & {
  readonly version: number | null
  readonly change: 'stored' | 'ended' | 'deleted'
  readonly position: number
}
