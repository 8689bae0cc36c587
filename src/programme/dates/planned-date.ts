import {
  addDays,
  type CalendarDate,
  calendarDate,
  daysBetween,
  readCalendarDate,
  refusal,
} from '../../platform/index.ts'
import { programmeErrors } from '../errors.ts'
import { MONTHS, monthNamed } from './months.ts'

/** How exactly a day is planned, from the most exact on; the note of June 2023 uses most of them (programme.md 3.1). */
export const PRECISIONS = ['day', 'week', 'early-month', 'mid-month', 'end-of-month', 'month', 'quarter'] as const
export type Precision = (typeof PRECISIONS)[number]

/** A day that is planned, as exactly as it was said: from the first day it may mean to the last. */
export type PlannedDate = {
  readonly precision: Precision
  readonly first: CalendarDate
  readonly last: CalendarDate
}

type Part = { readonly year: number; readonly month: number }

/** No source says where "early" and "mid" end; the tenth and the twentieth are ours. */
const EARLY_ENDS = 10
const MID_ENDS = 20

function dayOf({ year, month }: Part, day: number): CalendarDate {
  return calendarDate(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  )
}

function lastOf({ year, month }: Part): CalendarDate {
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 }
  return addDays(dayOf(next, 1), -1)
}

/** One day. */
export function onDay(day: CalendarDate): PlannedDate {
  return { precision: 'day', first: day, last: day }
}

/** The week of a day, Monday to Sunday. */
function weekOf(day: CalendarDate): PlannedDate {
  const weekday = ((daysBetween(calendarDate('2023-01-02'), day) % 7) + 7) % 7
  const first = addDays(day, -weekday)
  return { precision: 'week', first, last: addDays(first, 6) }
}

function withinMonth(precision: Precision, part: Part): PlannedDate {
  const spans: Partial<Record<Precision, readonly [CalendarDate, CalendarDate]>> = {
    'early-month': [dayOf(part, 1), dayOf(part, EARLY_ENDS)],
    'mid-month': [dayOf(part, EARLY_ENDS + 1), dayOf(part, MID_ENDS)],
    'end-of-month': [dayOf(part, MID_ENDS + 1), lastOf(part)],
  }
  const [first, last] = spans[precision] ?? [dayOf(part, 1), lastOf(part)]
  return { precision, first, last }
}

/** A quarter of the financial year that begins on 1 April (programme.md S-062). */
function quarterOf(quarter: number, startYear: number): PlannedDate {
  const month = quarter === 4 ? 1 : quarter * 3 + 1
  const year = quarter === 4 ? startYear + 1 : startYear
  return { precision: 'quarter', first: dayOf({ year, month }, 1), last: lastOf({ year, month: month + 2 }) }
}

const PREFIX = /^(?:by|before|in|on|at|during|from)\s+(?:the\s+)?/
const QUARTER = /^(?:end of )?q([1-4])(?: of)?\s*(?:fy)?\s*(\d{4}|\d{2})\/(\d{2})$/
const DAY = /^(?:(w\/c|week commencing)\s+)?(\d{1,2})\s+([a-z]+)(?:\s+(\d{4}))?$/
const ISO = /^(?:(w\/c|week commencing)\s+)?(\d{4}-\d{2}-\d{2})$/
const MONTH = /^(?:(early|mid|the end of|end of|end)[\s-]+)?([a-z]+)(?:\s+(\d{4}))?$/
const WORDS: Readonly<Record<string, Precision>> = { early: 'early-month', mid: 'mid-month' }

/**
 * Reads a planned day as people write it: `2023-05-31`, `31 May 2023`, `w/c 5 June`, `early June`, `mid-June`, `end of
 * May`, `June 2023`, `Q1 2023/24` (financial year). Without a year one from two
 * months before to nine after the day it was said is meant.
 * `undefined` when it is none of these.
 */
export function readPlannedDate(text: string, saidOn: CalendarDate): PlannedDate | undefined {
  const said = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(PREFIX, '')
    .replace(/^the\s/, '')
  return readQuarter(said) ?? readDay(said, saidOn) ?? readMonth(said, saidOn)
}

function readQuarter(said: string): PlannedDate | undefined {
  const [, quarter, start = '', end] = QUARTER.exec(said) ?? []
  if (quarter === undefined) return undefined
  const year = start.length === 2 ? 2000 + Number(start) : Number(start)
  return (year + 1) % 100 === Number(end) && year > 0 && year < 9999 ? quarterOf(Number(quarter), year) : undefined
}

function readDay(said: string, saidOn: CalendarDate): PlannedDate | undefined {
  const iso = ISO.exec(said)
  const day = iso ? readCalendarDate(iso[2] ?? '') : dayInWords(said, saidOn)
  if (day === undefined) return undefined
  return (iso ?? DAY.exec(said))?.[1] === undefined ? onDay(day) : weekOf(day)
}

function dayInWords(said: string, saidOn: CalendarDate): CalendarDate | undefined {
  const [, , day = '', name = '', year] = DAY.exec(said) ?? []
  const month = monthNamed(name)
  if (month === undefined) return undefined
  const on = { year: year === undefined ? likelyYear(month, saidOn) : Number(year), month }
  return readCalendarDate(
    `${String(on.year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
}

function readMonth(said: string, saidOn: CalendarDate): PlannedDate | undefined {
  const [, when, name = '', given] = MONTH.exec(said) ?? []
  const month = monthNamed(name)
  if (month === undefined) return undefined
  const year = given === undefined ? likelyYear(month, saidOn) : Number(given)
  if (year < 1 || year > 9998) return undefined
  return withinMonth(when === undefined ? 'month' : (WORDS[when] ?? 'end-of-month'), { year, month })
}

/** Plans are looked at for a while after they are over, and are else ahead: from two months back to nine on; ours. */
function likelyYear(month: number, said: CalendarDate): number {
  const [year, ahead] = [Number(said.slice(0, 4)), month - Number(said.slice(5, 7))]
  if (ahead > 9) return year - 1
  return ahead < -2 ? year + 1 : year
}

/** As `readPlannedDate`. Throws PROGRAMME_DATE_UNREADABLE. */
export function plannedDate(text: string, saidOn: CalendarDate): PlannedDate {
  const planned = readPlannedDate(text, saidOn)
  if (planned === undefined) throw refusal(programmeErrors, 'PROGRAMME_DATE_UNREADABLE', text)
  return planned
}

function inWords(day: CalendarDate): string {
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(0, 4))}`
}

/** A planned day in words that `readPlannedDate` reads again, always with its year: `end of May 2023`. */
export function printPlannedDate({ precision, first, last }: PlannedDate): string {
  const [year, month] = [Number(last.slice(0, 4)), Number(last.slice(5, 7))]
  const named = `${MONTHS[month - 1]} ${year}`
  if (precision === 'day') return inWords(first)
  if (precision === 'week') return `week commencing ${inWords(first)}`
  if (precision === 'early-month') return `early ${named}`
  if (precision === 'mid-month') return `mid-${named}`
  if (precision === 'end-of-month') return `end of ${named}`
  if (precision === 'month') return named
  const start = month === 3 ? year - 1 : year
  return `Q${month === 3 ? 4 : month / 3 - 1} ${start}/${String((start + 1) % 100).padStart(2, '0')}`
}

/** Whether a planned day is over: only once the last day it may mean is past (programme.md S-025). */
export function isOverdue(planned: PlannedDate, on: CalendarDate): boolean {
  return planned.last < on
}

/** How many days it is over; 0 when it is not. */
export function daysOverdue(planned: PlannedDate, on: CalendarDate): number {
  return Math.max(0, daysBetween(planned.last, on))
}
