import type { PdsFinding, PdsPerson } from '../../demographics/index.ts'
import type { CalendarDate } from '../../platform/index.ts'
import type { Plan, PlanChange } from '../plan.ts'
import type { PlanType, SubmittedRecord, SubmittedSubject } from '../upload.ts'
import { lastDayShown } from './days-shown.ts'
import { matchPerson, type NameStep } from './match-person.ts'
import type { SentPlan } from './row.ts'

// What an authority may still do under a number that went out of use without another in its place, as after an
// adoption: end or delete its own plans. PDS no longer knows the person, so the row is matched with what is held.

/** PDS has no person under the number, now or any more. */
export function isNotInUse(finding: PdsFinding): boolean {
  return finding.kind === 'unknown' || finding.kind === 'invalidated'
}

/**
 * Whether plans sent under a number out of use only close plans held: each names one that is marked withdrawn, by its
 * type and start, and deletes it or says that it has ended by today. Anything else would keep a plan alive under a
 * number nobody is asked for by.
 */
export function closesWithdrawn(
  plans: readonly SentPlan[],
  held: ReadonlyMap<PlanType, Plan>,
  today: CalendarDate,
): boolean {
  return plans.length > 0 && plans.every(plan => closesOne(plan, held.get(plan.type), today))
}

function closesOne(plan: SentPlan, held: Plan | undefined, today: CalendarDate): boolean {
  if (held?.numberState !== 'withdrawn' || held.start !== plan.start) return false
  if (plan.deleted !== null) return true
  return held.deleted === null && plan.end !== null && plan.end <= today
}

/** How every subject agrees with the person each plan is held for; `none` when any differs. */
export function matchHeld(
  record: SubmittedRecord,
  held: readonly Plan[],
  nameSteps: readonly NameStep[],
): NameStep | 'none' {
  const steps = record.subjects.flatMap(subject =>
    held.map(plan => matchPerson(subject, personHeld(plan, subject), nameSteps)),
  )
  return steps.includes('none') ? 'none' : (steps[0] ?? 'none')
}

/** As uploaded; the birth date also as PDS corrected it while it still knew the person. */
function personHeld(plan: Plan, subject: SubmittedSubject): PdsPerson {
  const { nhsNumber, givenName, familyName: family, birthDate, pdsBirthDate } = plan
  return {
    nhsNumber,
    given: givenName.split(/\s+/),
    family,
    birthDate: subject.birthDate === pdsBirthDate ? pdsBirthDate : birthDate,
    security: 'U',
    versionId: '',
  }
}

/** What such a row changes of a plan held: its end, or its deletion, and nothing else. `undefined` when neither differs. */
export function closeHeld(plan: SentPlan, held: Plan, position: number): PlanChange | undefined {
  const { end, deleted } = plan
  const version = held.version + 1
  if (deleted !== null) {
    if (held.deleted === deleted) return undefined
    return { ...held, deleted, shownUntil: null, version, change: 'deleted', position }
  }
  if (end === null || held.end === end) return undefined
  const shownUntil = lastDayShown({ type: held.type, end, deleted: null }, held.pdsBirthDate)
  return { ...held, end, shownUntil, version, change: 'ended', position }
}
