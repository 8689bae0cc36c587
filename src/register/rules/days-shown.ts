import { addDays, addYears, type CalendarDate, calendarDate } from '../../platform/index.ts'
import type { PlanType } from '../upload.ts'

/** How long a plan that ended is still shown, the last day counted (local-authority.md 5.3; health-side.md rule 8, 6.5). */
export const DAYS_SHOWN_AFTER_END: Readonly<Record<PlanType, number>> = { CPP: 365, LAC: 365, UCP: 28 }

/** A plan without a last day is shown on, never hidden. */
const NO_LAST_DAY = calendarDate('9999-12-31')

export type ShownSpan = {
  readonly type: PlanType
  readonly end: CalendarDate | null
  readonly deleted: CalendarDate | null
}

/**
 * The last day a plan is shown; null for a deleted one. A child's plan is never shown on or after the 18th birthday by
 * the birth date on PDS (born 29 February: 1 March); the plan of an unborn child is on its mother, whatever her age.
 */
export function lastDayShown(plan: ShownSpan, pdsBirthDate: CalendarDate): CalendarDate | null {
  if (plan.deleted !== null) return null
  const byEnd = lastDayByEnd(plan)
  if (plan.type === 'UCP') return byEnd
  const byAge = addDays(eighteenthBirthday(pdsBirthDate), -1)
  if (byEnd < byAge) return byEnd
  return byAge
}

function lastDayByEnd({ type, end }: ShownSpan): CalendarDate {
  const days = DAYS_SHOWN_AFTER_END[type]
  return end === null || end > addDays(NO_LAST_DAY, -days) ? NO_LAST_DAY : addDays(end, days)
}

export function eighteenthBirthday(birthDate: CalendarDate): CalendarDate {
  return addYears(birthDate, 18)
}
