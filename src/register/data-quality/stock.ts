import type { CalendarDate } from '../../platform/index.ts'
import type { FileCode, PlanType, RecordCode } from '../upload.ts'

/** Why records of an authority are not stored: by verdict code and, where there is one, its detail. */
export type Cause = {
  readonly code: Exclude<RecordCode, 'CPR06'>
  readonly detail?: string
  /** Records refused so in this file, and all that were refused so and are not mended until now. */
  readonly inFile: number
  readonly outstanding: number
}

/** What an authority's upload came to, and what the register holds of it afterwards: counts, nothing about anybody. */
export type Stock = {
  readonly uploadId: string
  readonly authorityCode: string
  readonly receivedAt: Date
  readonly fileCode: FileCode
  readonly detailCode?: string
  readonly processed: number
  readonly stored: number
  /** Sequence numbers left out before this one. */
  readonly skipped: number
  readonly causes: readonly Cause[]
  /** Outstanding records without a match (CPR01 to CPR05), and since when the oldest is. */
  readonly unmatched: number
  readonly unmatchedSince?: Date
  readonly held: HeldCounts
}

export type HeldCounts = {
  /** People with a plan that is shown under a number in use. */
  readonly people: number
  readonly plans: Readonly<Record<PlanType, number>>
  /** People shown under a number that was withdrawn without another. */
  readonly withdrawn: number
  /** Plans of unborn children past their end, or older than a pregnancy. */
  readonly unbornOverdue: number
  /** People whose plan without an end is shown for no more than 30 days: their 18th birthday is near. */
  readonly nearEighteen: number
  /** People for whom another authority has a plan too. */
  readonly shared: number
}

/** For so many days before the 18th birthday a person counts as near it (local-authority.md 8.5). */
export const NEAR_EIGHTEEN_DAYS = 30
/** 42 weeks: no pregnancy is older. Ours. */
export const LONGEST_PREGNANCY_DAYS = 294
/**
 * A refused record that was not sent for so long is no longer offered: systems send what was refused again within a week
 * or a month. Ours.
 */
export const FORGOTTEN_AFTER_DAYS = 35

export type StockAsked = { readonly uploadId: string; readonly on: CalendarDate; readonly now: Date }
