/** The time, passed in everywhere: instants in UTC. Only `systemClock` reads the machine's clock. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** A date without a time, `YYYY-MM-DD`, always a day that exists, from 0001-01-01 to 9999-12-31. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' }

const SHAPE = /^\d{4}-\d{2}-\d{2}$/
const FIRST_DAY = '0001-01-01'
const LAST_DAY = '9999-12-31'

/** Reads `YYYY-MM-DD`; `undefined` when it is not written so or no such day exists (31 February, the year 0). */
export function readCalendarDate(text: string): CalendarDate | undefined {
  if (!SHAPE.test(text) || text < FIRST_DAY) return undefined
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? (text as CalendarDate) : undefined
}

/** As `readCalendarDate`, for dates written in our own code and data; throws a RangeError for any other text. */
export function calendarDate(text: string): CalendarDate {
  const date = readCalendarDate(text)
  if (date === undefined) throw new RangeError(`not a calendar date: ${text}`)
  return date
}

const LONDON_DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** A day in England begins and ends at a full quarter of an hour of UTC, whatever the time of year. */
const QUARTER_HOUR_MS = 900_000

let lastAsked: { readonly quarter: number; readonly day: CalendarDate } | undefined

/**
 * The day it is in England at this instant: plans start, end and expire by it. Writing one by `Intl` takes longer than
 * anything else of a look-up outside PostgreSQL, so the day of the quarter of an hour last asked for is kept.
 */
export function dayInEngland(instant: Date): CalendarDate {
  const quarter = Math.floor(instant.getTime() / QUARTER_HOUR_MS)
  if (lastAsked?.quarter !== quarter) lastAsked = { quarter, day: LONDON_DAY.format(instant) as CalendarDate }
  return lastAsked.day
}

/** So many days on, or back; never beyond the last day there is, since a longer year would sort before all others. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return dayOf(moved)
}

/** The same day some years on; 29 February becomes 1 March in a year without one (English law on birthdays). */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCFullYear(moved.getUTCFullYear() + years)
  return dayOf(moved)
}

function dayOf(moved: Date): CalendarDate {
  const year = moved.getUTCFullYear()
  if (year < 1) return FIRST_DAY as CalendarDate
  return (year > 9999 ? LAST_DAY : moved.toISOString().slice(0, 10)) as CalendarDate
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
