import { addDays, type CalendarDate, dayInEngland } from '../../platform/index.ts'

/** A time of day in England, `HH:MM`. */
export type TimeOfDay = string & { readonly __brand: 'TimeOfDay' }

/** Reads `HH:MM`; `undefined` for any other text. */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? (text as TimeOfDay) : undefined
}

const LONDON_TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/**
 * The night whose work is due: today's once the time has come, until then yesterday's. Named by its date, so that an
 * hour that comes twice in autumn, or not at all in spring, makes one night.
 */
export function nightDue(now: Date, at: TimeOfDay): CalendarDate {
  const today = dayInEngland(now)
  return LONDON_TIME.format(now) >= at ? today : addDays(today, -1)
}
