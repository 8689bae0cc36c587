import { type NhsNumber, type PdsFinding, readNhsNumber } from '../../demographics/index.ts'
import { type CalendarDate, readCalendarDate } from '../../platform/index.ts'
import type { Plan } from '../plan.ts'
import { type PlanCategory, readPlanCategory } from '../plan-category.ts'
import type { PlanType, RecordCode, SubmittedPlan, SubmittedRecord } from '../upload.ts'
import type { NameStep } from './match-person.ts'
import type { DetailCode } from './verdict-details.ts'

/** A plan as sent with its dates read: null where none came or the text is no day, and then `hasImpossibleDate`. */
export type SentPlan = {
  readonly type: PlanType
  readonly start: CalendarDate | null
  readonly end: CalendarDate | null
  readonly deleted: CalendarDate | null
  readonly hasImpossibleDate: boolean
  /** Null where none came, where it is no known one, and for a looked-after period, which has none. */
  readonly category: PlanCategory | null
}

/** One record of a file with everything its verdict hangs on. */
export type Row = {
  readonly record: SubmittedRecord
  /** The record's plans with their dates read. */
  readonly plans: readonly SentPlan[]
  /** The birth date of each subject, null where it is missing or no day. */
  readonly birthDates: readonly (CalendarDate | null)[]
  /** The well-formed NHS numbers of its subjects, each once. */
  readonly numbers: readonly NhsNumber[]
  /** How many records of the file carry one of these numbers, this one counted. */
  readonly recordsWithNumber: number
  readonly finding: PdsFinding
  /** The register knows another number in place of this one. */
  readonly isReplaced: boolean
  /** It only ends or deletes what this authority holds under a number that was withdrawn (`withdrawn-plans.ts`). */
  readonly closesWithdrawn: boolean
  /** How the subjects agree with PDS, or with what is held where the row closes that; `none` where there is no person. */
  readonly match: NameStep | 'none'
  /** What this authority's plans for the number are now. */
  readonly held: ReadonlyMap<PlanType, Plan>
  readonly emergencyPhoneSent: boolean
  readonly endDateInFuture: 'refused' | 'taken'
  /** The category of a plan is decided on for today. */
  readonly offersCategory: boolean
  readonly today: CalendarDate
}

/** Why a row is refused: a national code, and for CPR07 our own detail. */
export type Ruling = { readonly code: Exclude<RecordCode, 'CPR06' | 'CPR07'> } | { readonly detail: DetailCode }

/** One rule: the clause it comes from, and the ruling where it is broken. */
export type Rule = {
  readonly clause: string
  readonly refuses: (row: Row) => boolean
  readonly ruling: Ruling
}

export function isMissing(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

/** The day a text says; null where it says none that exists. There was no year 0. */
export function dayOf(text: string | undefined): CalendarDate | null {
  if (text === undefined || text.startsWith('0000')) return null
  return readCalendarDate(text) ?? null
}

export type ReadDay = typeof dayOf

/** `dayOf` that reads each text once: the days of a file repeat, and reading them is the dearest part of judging it. */
export function rememberDays(): ReadDay {
  const days = new Map<string, CalendarDate | null>()
  return text => {
    if (text === undefined) return null
    const known = days.get(text)
    if (known !== undefined) return known
    const day = dayOf(text)
    days.set(text, day)
    return day
  }
}

export function readPlan(plan: SubmittedPlan, readDay: ReadDay): SentPlan {
  const [start, end, deleted] = [readDay(plan.start), readDay(plan.end), readDay(plan.deleted)]
  const hasImpossibleDate =
    (start === null && !isMissing(plan.start)) ||
    (end === null && !isMissing(plan.end)) ||
    (deleted === null && !isMissing(plan.deleted))
  const category = plan.type === 'LAC' ? undefined : readPlanCategory(plan.category ?? '')
  return { type: plan.type, start, end, deleted, hasImpossibleDate, category: category ?? null }
}

/** The well-formed NHS numbers of a record's subjects, each once. */
export function numbersOf(record: SubmittedRecord): NhsNumber[] {
  const numbers = new Set<NhsNumber>()
  for (const { nhsNumber } of record.subjects) {
    const number = nhsNumber === undefined ? undefined : readNhsNumber(nhsNumber)
    if (number !== undefined) numbers.add(number)
  }
  return [...numbers]
}
