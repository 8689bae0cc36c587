import { readCalendarDate } from '../../platform/index.ts'

const DAY = /^(\d{4})(\d{2})(\d{2})(?:\d{4}(?:\d{2})?)?(?:\.\d+)?(?:[+-]\d{1,4})?$/
const INSTANT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?(?:\.\d+)?)?(?:([+-])(\d{2})(\d{2})?)?$/
const WRITTEN_DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * A day sent as 8, 12 or 14 digits, with or without an offset, as `YYYY-MM-DD` (it may not exist); any other text as
 * sent. The digits are the local authority's own day: no offset is counted in (hl7v3.md 2.5).
 */
export function readDay(text: string): string {
  const parts = DAY.exec(text)
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : text
}

/** Eight digits for `birthTime`; `undefined` unless the day is written `YYYY-MM-DD`. */
export function writeBirthDay(day: string): string | undefined {
  return WRITTEN_DAY.test(day) ? day.replaceAll('-', '') : undefined
}

/** Twelve digits, year 19xx or 20xx, for a plan's dates; `undefined` where those cannot be written. */
export function writePlanDay(day: string): string | undefined {
  return WRITTEN_DAY.test(day) && /^(19|20)/.test(day) ? `${day.replaceAll('-', '')}0000` : undefined
}

/** Reads 8, 12 or 14 digits with or without an offset; without one it is UTC (hl7v3.md 2.5). */
export function readInstant(text: string): Date | undefined {
  const parts = INSTANT.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', sign = '+', zone = '00', zoneMinutes = '00'] =
    parts
  if (readCalendarDate(`${year}-${month}-${day}`) === undefined) return undefined
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${zone}:${zoneMinutes}`)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

/** `yyyymmddhhmmss+0000`, in UTC. */
export function writeInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`
}
