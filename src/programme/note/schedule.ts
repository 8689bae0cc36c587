import { type CalendarDate, dayInEngland, daysBetween } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { listCommitments, openCommitments } from './commitment.ts'
import { addMonths, monthOf, type Period, periodName } from './period.ts'
import { listNotes } from './write-note.ts'

/** Something to do about an issue (programme.md S-007). */
export type NoteReminder = { readonly period: Period; readonly says: string }

/** A note a month. It is begun in the last week of the month before: that week is ours. */
const BEGIN_BEFORE_DAYS = 7

/** What is to be done about this month's issue and, in its last week, about the next one's. */
export async function noteReminders(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<NoteReminder[]> {
  const today = dayInEngland(deps.clock.now())
  const notes = await listNotes(deps)
  const commitments = await listCommitments(deps)
  return dueOn(today).flatMap(period => {
    const note = notes.find(one => one.period === period)
    const promised = openCommitments(commitments, period).map(one => ({ period, says: `promised: ${one.text}` }))
    if (note === undefined) return [{ period, says: `the note of ${periodName(period)} is not begun` }, ...promised]
    if (note.stage === 'published') return []
    const late = daysBetween(note.publishOn, today)
    const says = late > 0 ? `it was to appear on ${note.publishOn}` : `it appears on ${note.publishOn}`
    return [{ period, says: `the note of ${monthOf(period)} is ${note.stage}; ${says}` }, ...promised]
  })
}

function dueOn(today: CalendarDate): Period[] {
  const period = today.slice(0, 7) as Period
  const next = addMonths(period, 1)
  const isLastWeek = daysBetween(today, `${next}-01` as CalendarDate) <= BEGIN_BEFORE_DAYS
  return isLastWeek ? [period, next] : [period]
}
