import type { CalendarDate } from '../../platform/index.ts'
import type { Plan, PlanChange } from '../plan.ts'
import type { SubmittedSubject } from '../upload.ts'
import { lastDayShown } from './days-shown.ts'
import { subjectOf } from './plan-rules.ts'
import type { SentPlan } from './row.ts'

/** A block of an accepted row, with the subject it is about. */
export type AcceptedPlan = {
  readonly nhsNumber: Plan['nhsNumber']
  readonly plan: SentPlan
  readonly subject: SubmittedSubject
  readonly pdsBirthDate: CalendarDate
  readonly position: number
  readonly today: CalendarDate
  readonly offersCategory: boolean
}

type PlanContent = Omit<Plan, 'planId' | 'version'>

const CONTENT: readonly (keyof PlanContent)[] = [
  'subject',
  'start',
  'end',
  'deleted',
  'givenName',
  'familyName',
  'birthDate',
  'pdsBirthDate',
  'localId',
  'localIdAuthority',
  'numberState',
  'category',
]

/**
 * What an accepted block changes: it replaces the plan held under its key (local-authority.md 5.1), a delete only marks
 * it. `undefined` when nothing differs. A plan id lasts as long as the plan: another start after an end is another plan.
 */
export function changeByPlan(
  accepted: AcceptedPlan,
  held: Plan | undefined,
  newId: () => string,
): PlanChange | undefined {
  const { position, plan, today } = accepted
  const { deleted } = plan
  if (deleted !== null) {
    if (held === undefined || held.deleted === deleted) return undefined
    return { ...held, deleted, shownUntil: null, version: held.version + 1, change: 'deleted', position }
  }
  const sent = planAsSent(accepted)
  if (held !== undefined && CONTENT.every(key => held[key] === sent[key])) return undefined
  const planId = held !== undefined && isSamePlan(held, sent.start, today) ? held.planId : newId()
  const change = sent.end !== null && sent.end !== held?.end ? 'ended' : 'stored'
  return { ...sent, planId, version: held === undefined ? null : held.version + 1, change, position }
}

// The rules saw to it that there is a start; were it missing, the upload must stop rather than report a plan stored.
function planAsSent(accepted: AcceptedPlan): PlanContent {
  const { plan, subject, pdsBirthDate } = accepted
  if (plan.start === null) throw new TypeError('a plan without a start passed the rules')
  const span = { type: plan.type, end: plan.end, deleted: null }
  return {
    ...span,
    nhsNumber: accepted.nhsNumber,
    subject: subjectOf(plan.type),
    start: plan.start,
    shownUntil: lastDayShown(span, pdsBirthDate),
    givenName: subject.givenName ?? '',
    familyName: subject.familyName ?? '',
    // As uploaded: a row whose birth date differs from PDS is refused (CPR03).
    birthDate: pdsBirthDate,
    pdsBirthDate,
    localId: subject.localId ?? null,
    localIdAuthority: subject.localIdAuthority ?? null,
    numberState: 'current',
    category: accepted.offersCategory ? plan.category : null,
  }
}

function isSamePlan(held: Plan, start: CalendarDate, today: CalendarDate): boolean {
  const isOver = held.deleted !== null || (held.end !== null && held.end <= today)
  return held.start === start || !isOver
}
