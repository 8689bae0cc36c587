import ical, { ICalCalendarMethod } from 'ical-generator'
import { addDays, type CalendarDate } from '../../platform/index.ts'
import { consultationKind } from '../consultations/consultation.ts'
import { engagementKind } from '../consultations/engagement.ts'
import { readPlannedDate } from '../dates/planned-date.ts'
import type { SettingsDeps } from '../deps.ts'
import { agreementTable } from '../ig/agreement-table.ts'
import { readAll } from '../kinds/kind.ts'
import { nameOf, newestStep, siteKind } from '../sites/site.ts'
import { milestoneTable } from './milestone.ts'

/** One entry of the calendar: whole days, from the first a vague date may mean to the last. */
export type CalendarEntry = {
  readonly uid: string
  readonly title: string
  readonly first: CalendarDate
  readonly last: CalendarDate
  /** As exactly as it was said. */
  readonly words: string
}

/**
 * What lies ahead and what was: milestones, planned go-lives, consultation sessions and closings, meetings, and the days
 * agreements are wanted by, one entry for each of those days. No person is named in it.
 */
export async function calendarEntries(deps: SettingsDeps): Promise<CalendarEntry[]> {
  const milestones = (await milestoneTable(deps)).map(one => plan(`milestone-${one.key}`, one.title, one.due))
  const sites = (await readAll(deps, siteKind))
    .filter(one => newestStep(one).stage !== 'withdrawn' && one.count > 0)
    .map(one => plan(`site-${one.key}`, `Go-live: ${nameOf(one)}`, one.planned))
  const consultations = (await readAll(deps, consultationKind)).flatMap(one => [
    plan(`consultation-${one.key}`, `Consultation closes: ${one.topic}`, one.closes),
    ...one.sessions.map(session =>
      plan(`session-${one.key}-${session.key}`, `${one.topic}: ${session.title}`, session.planned),
    ),
  ])
  const meetings = (await readAll(deps, engagementKind))
    .filter(one => one.kind !== 'feedback')
    .map(one => plan(`engagement-${one.key}`, one.title, one.planned))
  return [...milestones, ...sites, ...consultations, ...meetings, await signatures(deps)].flat()
}

function plan(uid: string, title: string, words: string | undefined): CalendarEntry[] {
  // Kept dates carry their year, so any day is near enough.
  const planned = words === undefined ? undefined : readPlannedDate(words, '2023-06-07' as CalendarDate)
  return planned && words !== undefined ? [{ uid, title, words, first: planned.first, last: planned.last }] : []
}

async function signatures(deps: SettingsDeps): Promise<CalendarEntry[]> {
  const waiting = (await agreementTable(deps)).filter(one => one.state === 'offered' || one.state === 'overdue')
  const days = Map.groupBy(waiting, one => one.agreement?.signBy)
  return [...days].flatMap(([day, rows]) =>
    day === undefined ? [] : plan(`agreements-${day}`, `Data sharing agreements to be signed: ${rows.length}`, day),
  )
}

/** The calendar as iCalendar (RFC 5545), for whoever subscribes to it; the same entry keeps its UID when it is moved. */
export async function calendarFeed(deps: SettingsDeps): Promise<string> {
  const calendar = ical({
    name: 'CP-IS programme',
    prodId: { company: 'Open CP-IS', product: 'programme' },
    method: ICalCalendarMethod.PUBLISH,
  })
  const stamp = deps.clock.now()
  for (const { uid, title, first, last, words } of await calendarEntries(deps)) {
    const [start, end] = [new Date(`${first}T00:00:00Z`), new Date(`${addDays(last, 1)}T00:00:00Z`)]
    calendar.createEvent({ id: `${uid}@cp-is`, summary: title, description: words, start, end, stamp, allDay: true })
  }
  return calendar.toString()
}
