import { type Static, Type } from 'typebox'
import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import { isOverdue, plannedDate, printPlannedDate, readPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { programmeErrors } from '../errors.ts'
import { change, Day, type Keyed, kindOf, readAll, Text } from '../kinds/kind.ts'

const Milestone = Type.Object(
  {
    title: Text,
    /** In the words of `printPlannedDate`. */
    due: Text,
    owner: Text,
    reachedOn: Type.Optional(Day),
    /** Where the date comes from, as `HL7 API` or a line of a note. */
    source: Type.Optional(Text),
    isDropped: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
/** A date of the programme: documents available, an API, the hand-over to ICBs. */
export type Milestone = Static<typeof Milestone>

export const milestoneKind = kindOf('milestone', 'milestone_ledger', Milestone)

type Of = { readonly key: string; readonly by: string }

/** Sets a milestone, or moves it: earlier dates stay in its history. Throws PROGRAMME_DATE_UNREADABLE. */
export async function setMilestone(
  deps: ProgrammeDeps,
  of: Of,
  milestone: Pick<Milestone, 'title' | 'due' | 'owner'> & Partial<Pick<Milestone, 'source'>>,
): Promise<Milestone> {
  const due = printPlannedDate(plannedDate(milestone.due, dayInEngland(deps.clock.now())))
  const step = (last: Milestone | undefined) => ({ ...last, ...milestone, due })
  return change(deps, milestoneKind, { ...of, what: `due ${due}`, step })
}

/** A milestone is reached, or dropped. Throws PROGRAMME_KEY_UNKNOWN. */
export function settleMilestone(deps: ProgrammeDeps, of: Of, as: 'reached' | 'dropped'): Promise<Milestone> {
  const reachedOn = dayInEngland(deps.clock.now())
  const step = (last: Milestone | undefined): Milestone => {
    if (last === undefined) throw refusal(programmeErrors, 'PROGRAMME_KEY_UNKNOWN', `milestone ${of.key}`)
    return as === 'reached' ? { ...last, reachedOn } : { ...last, isDropped: true }
  }
  return change(deps, milestoneKind, { ...of, what: as, step })
}

export type MilestoneRow = Keyed<Milestone> & { readonly last: CalendarDate; readonly overdue: boolean }

/** Every milestone that was not dropped, by the last day it may mean. */
export async function milestoneTable(
  deps: Pick<ProgrammeDeps, 'db' | 'clock'>,
  asOf: { readonly on?: CalendarDate; readonly knownAt?: Date } = {},
): Promise<MilestoneRow[]> {
  const on = asOf.on ?? dayInEngland(deps.clock.now())
  const rows = (await readAll(deps, milestoneKind, asOf.knownAt)).flatMap(milestone => {
    const planned = readPlannedDate(milestone.due, on)
    if (planned === undefined || milestone.isDropped === true) return []
    return [{ ...milestone, last: planned.last, overdue: milestone.reachedOn === undefined && isOverdue(planned, on) }]
  })
  return rows.sort((one, other) => (one.last < other.last ? -1 : 1))
}
