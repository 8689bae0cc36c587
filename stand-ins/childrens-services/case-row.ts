/** First and, if it ended, last day of something, in days from today; negative is in the past. */
export type Days = readonly [start: number, end?: number]

/** What an agent must see before it sends (local-authority.md 8.2). */
export type HeldBackReason =
  | 'number-missing'
  | 'number-too-long'
  | 'number-check-digit'
  | 'name-missing'
  | 'end-before-start'
  | 'start-in-future'
  | 'legal-status-unmapped'
  | 'ended-too-long-ago'
  | 'number-on-two-persons'
  | 'over-18'
  | 'unborn-without-mother'

/** What only the national side can see (local-authority.md 4.3). */
export type RefusedCode = 'CPR01' | 'CPR02' | 'CPR03' | 'CPR05' | 'CPR07'

/** One row of an extract: a person and their plans. */
export type CaseRow = {
  /** The NHS number under which `stand-ins/people` knows the person. */
  readonly person: string
  readonly cp?: Days
  /** Legal status by its SSDA903 code (or words no mapping knows), then its days. */
  readonly ls?: readonly [status: string, start: number, end?: number]
  /** On the mother's own row; its end is the day it is expected to end (hl7v3.md 3.7: an unborn plan always has one). */
  readonly unborn?: Days
  /** The day the plan was marked for deletion, in days from today. */
  readonly deleted?: number
  /** The NHS number of the mother, who has a row in the same extract. */
  readonly mother?: string
  /** What the case system holds instead of the truth. */
  readonly written?: {
    readonly nhsNumber?: string
    readonly familyName?: string
    readonly givenNames?: string
    readonly bornDaysLater?: number
    readonly bornYearsAgo?: number
    /** Not born yet: no date of birth, but an expected one in so many days. */
    readonly expectedInDays?: number
  }
  readonly fate: 'stored' | HeldBackReason | RefusedCode
}
