import { addDays, type CalendarDate, calendarDate, dayInEngland } from '../../src/platform/index.ts'
import type { StandInPerson } from '../../stand-ins/people/index.ts'
import { nhsNumber } from './register.ts'

/** Invented children of one family name, each with a number of the 999 range; `from` counts from 1. */
export function inventedChildren(count: number, from = 1): StandInPerson[] {
  return Array.from({ length: count }, (_, index) => ({
    nhsNumber: nhsNumber(from + index),
    given: ['Robin'],
    family: 'Sample',
    birthDate: calendarDate('2019-02-14'),
    gender: 'unknown',
    security: 'U',
    behaviour: 'current',
  }))
}

/** The day so many days before today. */
export function daysAgo(days: number): CalendarDate {
  return addDays(dayInEngland(new Date()), -days)
}
