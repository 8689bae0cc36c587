import type { NhsNumber } from '../../demographics/index.ts'
import type { Actor } from '../../identity/index.ts'
import type { CalendarDate } from '../../platform/index.ts'
import type { PlanType, SubjectKind } from '../upload.ts'

/** A plan of an authority that NHS staff are shown today. */
export type OwnPlan = {
  readonly nhsNumber: NhsNumber
  readonly type: PlanType
  readonly subject: SubjectKind
  readonly localId?: string
  readonly start: CalendarDate
  readonly end?: CalendarDate
  /** The last day it is shown. */
  readonly shownUntil: CalendarDate
  /** PDS withdrew the number and gave no other. */
  readonly isWithdrawn: boolean
  /** Of which upload, by its sequence number, and of which record in it. */
  readonly uploadSequence: string
  readonly position: number
  readonly storedAt: Date
}

/** A child or mother of an authority, with all plans of it that are shown. */
export type OwnChild = { readonly nhsNumber: NhsNumber; readonly plans: readonly OwnPlan[] }

/** Whom to look for: by the authority's own id, letter by letter; everybody where none is given. */
export type ChildrenSought = { readonly localId?: string }

/** Whose child is wanted, by whom, in which request. */
export type ChildAsked = { readonly nhsNumber: NhsNumber; readonly actor: Actor; readonly requestId: string }

/** The phones NHS staff are given for all plans of an authority, from its newest accepted upload. */
export type GivenPhones = { readonly emergencyPhone: string; readonly officePhone?: string; readonly givenAt: Date }
