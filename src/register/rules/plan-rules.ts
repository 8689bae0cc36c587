import { type CalendarDate, daysBetween } from '../../platform/index.ts'
import type { PlanType, SubjectKind } from '../upload.ts'
import { DAYS_SHOWN_AFTER_END, eighteenthBirthday } from './days-shown.ts'
import type { Row, Rule, SentPlan } from './row.ts'

const anyPlan = (row: Row, test: (plan: SentPlan) => boolean): boolean => row.plans.some(test)

// A delete hides the plan whatever its other dates say, and must not fail on the mistake it is to undo: an end more
// than 365 days ago is even one of its two reasons (local-authority.md 5.4).
const anyKept = (row: Row, test: (plan: SentPlan) => boolean): boolean =>
  anyPlan(row, plan => plan.deleted === null && test(plan))

const isLater = (one: CalendarDate | null, other: CalendarDate | null): boolean =>
  one !== null && other !== null && one > other

/** The person a plan of this type is about (local-authority.md 2.1). */
export function subjectOf(type: PlanType): SubjectKind {
  return type === 'UCP' ? 'mother' : 'child'
}

function endedTooLongAgo({ end }: SentPlan, row: Row): boolean {
  return end !== null && daysBetween(end, row.today) > DAYS_SHOWN_AFTER_END.CPP
}

function isDeleteOfNothing(plan: SentPlan, row: Row): boolean {
  return plan.deleted !== null && row.held.get(plan.type)?.start !== plan.start
}

function isAdult(row: Row): boolean {
  const birthDate = row.finding.kind === 'current' ? row.finding.person.birthDate : undefined
  return birthDate !== undefined && eighteenthBirthday(birthDate) <= row.today
}

/** Which plans a record carries, and for whom. */
export const CONTENT_RULES: readonly Rule[] = [
  {
    clause: 'hl7v3.md 4.1: pertinentInformation 1..3',
    refuses: row => row.plans.length === 0,
    ruling: { detail: 'X-PLAN-NONE' },
  },
  {
    clause: 'hl7v3.md 4.1: one block for each type is the only reading that fits 1..3',
    refuses: row => new Set(row.plans.map(plan => plan.type)).size < row.plans.length,
    ruling: { detail: 'X-PLAN-DUP' },
  },
  {
    clause: 'local-authority.md 2.1, 3.2: CPP and LAC on the child, UCP on the mother',
    refuses: row => {
      const kinds = row.record.subjects.map(subject => subject.kind)
      return new Set(kinds).size < kinds.length || anyPlan(row, plan => !kinds.includes(subjectOf(plan.type)))
    },
    ruling: { detail: 'X-SUBJECT-TYPE' },
  },
]

/** Dates of plans, and whether the register holds what is to be deleted. */
export const DATE_RULES: readonly Rule[] = [
  {
    clause: 'local-authority.md 4.5: a date is a day of the calendar',
    refuses: row => anyPlan(row, plan => plan.hasImpossibleDate),
    ruling: { detail: 'X-DATE-IMPOSSIBLE' },
  },
  {
    clause: 'local-authority.md 3.3: every plan has a start date',
    refuses: row => anyPlan(row, plan => plan.start === null),
    ruling: { detail: 'X-START-MISSING' },
  },
  {
    clause: 'local-authority.md 4.5: a plan is live from its start (5.2)',
    refuses: row => anyKept(row, plan => isLater(plan.start, row.today)),
    ruling: { detail: 'X-START-FUTURE' },
  },
  {
    clause: 'local-authority.md 11.1: as census rule 8925',
    refuses: row => anyKept(row, plan => isLater(plan.start, plan.end)),
    ruling: { detail: 'X-END-BEFORE-START' },
  },
  {
    clause: 'local-authority.md 4.5: an end is sent when it has come; that of an unborn child is expected',
    refuses: row =>
      row.endDateInFuture === 'refused' && anyKept(row, plan => plan.type !== 'UCP' && isLater(plan.end, row.today)),
    ruling: { detail: 'X-END-FUTURE' },
  },
  {
    clause: 'hl7v3.md 3.7, 9.4: UCP without end date is refused',
    refuses: row => anyKept(row, plan => plan.type === 'UCP' && plan.end === null),
    ruling: { detail: 'X-END-MISSING' },
  },
  {
    clause: 'local-authority.md 5.3: the 365-day error',
    refuses: row => anyKept(row, plan => endedTooLongAgo(plan, row)),
    ruling: { detail: 'X-END-365' },
  },
  {
    clause: 'our own: a delete acts at once, so one dated ahead would hide a plan too early',
    refuses: row => anyPlan(row, plan => isLater(plan.deleted, row.today)),
    ruling: { detail: 'X-DELETE-FUTURE' },
  },
  {
    clause: 'local-authority.md 4.5: a delete names a plan that is held; by its start, so that no other plan vanishes',
    refuses: row => anyPlan(row, plan => isDeleteOfNothing(plan, row)),
    ruling: { detail: 'X-DELETE-UNKNOWN' },
  },
]

/** What else stands against storing the row. */
export const SHARING_RULES: readonly Rule[] = [
  {
    clause: 'local-authority.md 2.4, 4.5: a child by the birth date on PDS; a mother may be of any age',
    refuses: row => anyPlan(row, plan => plan.type !== 'UCP') && isAdult(row),
    ruling: { detail: 'X-OVER-18' },
  },
  {
    clause: 'local-authority.md R7, hl7v3.md 4.1.1: the emergency phone is mandatory, the NHS is to ring it',
    refuses: row => !row.emergencyPhoneSent,
    ruling: { detail: 'X-PHONE-MISSING' },
  },
]
