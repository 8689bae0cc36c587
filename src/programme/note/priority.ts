import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { noteErrors } from './errors.ts'
import { type Period, prioritySpan, readPeriod } from './period.ts'

/** One main priority, for some months (programme.md S-069, S-070). */
export type Priority = {
  /** Its short name, as `early-adopters`. */
  readonly priority: string
  readonly text: string
  /** By post. */
  readonly owner: string
  readonly from: Period
  readonly until: Period
  /** Where it stands in the list, from 1 on. */
  readonly place: number
  /** Milestones it is measured by, by their keys. */
  readonly milestones: readonly string[]
}

const priorityLedger: Ledger<Priority> = { table: 'programme.priority_ledger' }
const SHORT_NAME = /^[a-z0-9][a-z0-9-]{1,59}$/

/** Keeps a priority, in the place of the one of the same name. Throws PRIORITY_INVALID, NOTE_PERIOD_INVALID. */
export async function keepPriority(
  deps: ProgrammeDeps,
  said: Omit<Priority, 'from' | 'until'> & { readonly from: string; readonly until: string; readonly by: string },
): Promise<Priority> {
  const { by, ...given } = said
  const priority = { ...given, from: readPeriod(said.from), until: readPeriod(said.until) }
  refuseChild(priority)
  if (!SHORT_NAME.test(priority.priority) || priority.text.trim() === '' || priority.owner.trim() === '')
    throw refusal(noteErrors, 'PRIORITY_INVALID', 'a short name, a text, an owner')
  if (priority.from > priority.until || !Number.isSafeInteger(priority.place) || priority.place < 1)
    throw refusal(noteErrors, 'PRIORITY_INVALID', 'from its first month to its last; places count from 1')
  return changeState(deps, priorityLedger, { key: priority.priority, by, what: 'kept', step: () => priority })
}

/** The priorities of the three months an issue looks at, in the order of their places. */
export async function prioritiesOf(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, period: Period): Promise<Priority[]> {
  const span = prioritySpan(period)
  const all = (await lastEntries(deps.db, priorityLedger, deps.clock.now())).map(one => one.state)
  const own = all.filter(one => span.some(month => one.from <= month && month <= one.until))
  return own.toSorted((a, b) => a.place - b.place || a.priority.localeCompare(b.priority))
}
