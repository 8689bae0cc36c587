import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { toolkitErrors } from './errors.ts'
import { listPages } from './pages.ts'

/** What an early adopter taught the programme, what is done about it, and the page of the toolkit that says so (S-081). */
export type Lesson = {
  readonly lesson: string
  readonly collectedOn: CalendarDate
  /** The site it comes from, by its key in the register of sites. */
  readonly site?: string
  readonly careSetting: string
  readonly text: string
  readonly action: string
  /** The page of the toolkit it went into. */
  readonly page?: string
}

const lessonLedger: Ledger<Lesson> = { table: 'programme.lesson_ledger' }

/** Keeps a lesson, or what has become of it. Throws TOOLKIT_LESSON_INVALID, PROGRAMME_NAMES_A_CHILD. */
export async function keepLesson(
  deps: ProgrammeDeps,
  said: Omit<Lesson, 'collectedOn'> & { readonly by: string },
): Promise<Lesson> {
  const { by, ...lesson } = said
  refuseChild(lesson)
  const isSaid = [lesson.lesson, lesson.careSetting, lesson.text, lesson.action].every(one => one.trim() !== '')
  if (!isSaid) throw refusal(toolkitErrors, 'TOOLKIT_LESSON_INVALID', 'a name, a care setting, a text, an action')
  const isThere = lesson.page === undefined || (await listPages(deps)).some(one => one.page === lesson.page)
  if (!isThere) throw refusal(toolkitErrors, 'TOOLKIT_LESSON_INVALID', `there is no page ${lesson.page}`)
  const today = dayInEngland(deps.clock.now())
  const step = (last?: Lesson) => ({ ...lesson, collectedOn: last?.collectedOn ?? today })
  return changeState(deps, lessonLedger, { key: lesson.lesson, by, what: lesson.page ?? 'collected', step })
}

/** Every lesson as it stands, by its name. */
export async function listLessons(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<Lesson[]> {
  return (await lastEntries(deps.db, lessonLedger, deps.clock.now())).map(one => one.state)
}
