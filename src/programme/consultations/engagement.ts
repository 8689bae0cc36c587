import { type Static, Type } from 'typebox'
import { dayInEngland, refusal } from '../../platform/index.ts'
import { isOverdue, plannedDate, printPlannedDate, readPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { alter, begin, Day, type Keyed, kindOf, OneOf, readAll, Text } from '../kinds/kind.ts'
import { consultationErrors } from './errors.ts'

const Closed = { additionalProperties: false }

const Engagement = Type.Object(
  {
    kind: OneOf(['meeting', 'network', 'feedback', 'survey']),
    title: Text,
    audience: Text,
    planned: Text,
    /** As `quarterly` (programme.md S-055). */
    recurrence: Type.Optional(OneOf(['weekly', 'monthly', 'quarterly', 'yearly'])),
    outcome: Type.Optional(Text),
    /** The consultation or action it led to (programme.md S-059). */
    ledTo: Type.Optional(Text),
  },
  Closed,
)
/** A meeting the programme went to, or feedback it was given. */
export type Engagement = Static<typeof Engagement>
export const engagementKind = kindOf('engagement', 'engagement_ledger', Engagement)

const Action = Type.Object(
  {
    title: Text,
    /** What asked for it, as a serious incident review (programme.md S-050). */
    source: Text,
    urgency: OneOf(['urgent', 'normal']),
    owner: Text,
    due: Type.Optional(Text),
    doneOn: Type.Optional(Day),
    /** The consultation, task or site it belongs to (programme.md S-056). */
    linkedTo: Type.Optional(Text),
  },
  Closed,
)
/** Something somebody has to do, and why. */
export type Action = Static<typeof Action>
export const actionKind = kindOf('action', 'action_ledger', Action)

type Of = { readonly key: string; readonly by: string }

/** Enters an engagement, or more of one. Throws PROGRAMME_DATE_UNREADABLE. */
export async function enterEngagement(deps: ProgrammeDeps, of: Of, engagement: Engagement): Promise<Engagement> {
  const planned = printPlannedDate(plannedDate(engagement.planned, dayInEngland(deps.clock.now())))
  return begin(deps, engagementKind, { ...of, what: engagement.kind, state: { ...engagement, planned } })
}

/** Enters an action. Throws PROGRAMME_DATE_UNREADABLE, PROGRAMME_KEY_TAKEN. */
export async function addAction(deps: ProgrammeDeps, of: Of, action: Omit<Action, 'doneOn'>): Promise<Action> {
  const today = dayInEngland(deps.clock.now())
  const due = action.due === undefined ? {} : { due: printPlannedDate(plannedDate(action.due, today)) }
  return begin(deps, actionKind, { ...of, what: 'to be done', state: { ...action, ...due } })
}

/** An action is done. Throws CONSULTATION_STEP_REFUSED where it was before. */
export function finishAction(deps: ProgrammeDeps, of: Of): Promise<Action> {
  const doneOn = dayInEngland(deps.clock.now())
  const step = (last: Action): Action => {
    if (last.doneOn !== undefined)
      throw refusal(consultationErrors, 'CONSULTATION_STEP_REFUSED', `${of.key} was done on ${last.doneOn}`)
    return { ...last, doneOn }
  }
  return alter(deps, actionKind, { ...of, what: 'done', step })
}

export type ActionRow = Keyed<Action> & { readonly overdue: boolean }

/** Every action, the urgent ones first. */
export async function actionTable(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<ActionRow[]> {
  const on = dayInEngland(deps.clock.now())
  const rows = (await readAll(deps, actionKind)).map(action => {
    const due = action.due === undefined ? undefined : readPlannedDate(action.due, on)
    return { ...action, overdue: action.doneOn === undefined && due !== undefined && isOverdue(due, on) }
  })
  return rows.sort((one, other) => (one.urgency === other.urgency ? 0 : one.urgency === 'urgent' ? -1 : 1))
}
