/** The time, passed in everywhere: instants in UTC. Only `systemClock` reads the machine's clock. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** Milliseconds of a clock that nobody sets: for how long ago something was, never for when. */
export const steadyNow = (): number => performance.now()

/** A date without a time, `YYYY-MM-DD`, always a day that exists, from 0001-01-01 to 9999-12-31. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' }

const SHAPE = /^\d{4}-\d{2}-\d{2}$/
const FIRST_DAY = '0001-01-01' as CalendarDate
const LAST_DAY = '9999-12-31' as CalendarDate
const MOST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const MOST_DAYS_OF_LEAP_YEAR = MOST_DAYS.map((days, index) => (index === 1 ? 29 : days))

// An upload has thousands of days: reckoned by numbers they take a tenth of what a Date and its text take.
const yearOf = (day: string) => Number(day.slice(0, 4))
const monthOf = (day: string) => Number(day.slice(5, 7))
const dayOfMonthOf = (day: string) => Number(day.slice(8, 10))

function mostDaysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (isLeap ? MOST_DAYS_OF_LEAP_YEAR : MOST_DAYS)[month - 1] ?? 0
}

function written(year: number, month: number, day: number): CalendarDate {
  if (year < 1) return FIRST_DAY
  if (year > 9999) return LAST_DAY
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as CalendarDate
}

/** Reads `YYYY-MM-DD`; `undefined` when it is not written so or no such day exists (31 February, the year 0). */
export function readCalendarDate(text: string): CalendarDate | undefined {
  if (!SHAPE.test(text) || text < FIRST_DAY) return undefined
  const day = dayOfMonthOf(text)
  return day >= 1 && day <= mostDaysOf(yearOf(text), monthOf(text)) ? (text as CalendarDate) : undefined
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
  const [year, month, day] = [yearOf(date), monthOf(date), dayOfMonthOf(date) + days]
  if (day >= 1 && day <= mostDaysOf(year, month)) return written(year, month, day)
  const moved = new Date(0)
  moved.setUTCFullYear(year, month - 1, day)
  return written(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate())
}

/** The same day some years on; 29 February becomes 1 March in a year without one (English law on birthdays). */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  const [year, month, day] = [yearOf(date) + years, monthOf(date), dayOfMonthOf(date)]
  return day <= mostDaysOf(year, month) ? written(year, month, day) : written(year, 3, 1)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
