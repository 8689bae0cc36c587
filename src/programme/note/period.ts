import { refusal } from '../../platform/index.ts'
import { MONTHS } from '../dates/months.ts'
import { noteErrors } from './errors.ts'

/** The month of an issue, `2023-06`. */
export type Period = string & { readonly __brand: 'Period' }

const SHAPE = /^\d{4}-(0[1-9]|1[0-2])$/

/** Reads `2023-06`. Throws NOTE_PERIOD_INVALID. */
export function readPeriod(text: string): Period {
  if (!SHAPE.test(text)) throw refusal(noteErrors, 'NOTE_PERIOD_INVALID', text)
  return text as Period
}

/** The month so many on, or back. */
export function addMonths(period: Period, months: number): Period {
  const count = Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}` as Period
}

/** The name of its month: `June`. */
export function monthOf(period: Period): string {
  return MONTHS[Number(period.slice(5)) - 1] ?? ''
}

/** `June 2023`. */
export function periodName(period: Period): string {
  return `${monthOf(period)} ${Number(period.slice(0, 4))}`
}

/** The months an issue's priorities are for: its own and the two after it (programme.md S-069). */
export const PRIORITY_MONTHS = 3

/** Those months. */
export function prioritySpan(period: Period): Period[] {
  return Array.from({ length: PRIORITY_MONTHS }, (_, months) => addMonths(period, months))
}
