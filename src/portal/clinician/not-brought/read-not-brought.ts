import { NOT_BROUGHT_REASONS, type NotBrought, type NotBroughtReason } from '../../../lookup/index.ts'
import type { Form } from '../../frame/form.ts'
import { dateTyped, type FieldError, type TypedDate } from '../search/read-search.ts'

/** What was typed, to be shown again. */
export type TypedNotBrought = {
  readonly date: TypedDate
  readonly time: string
  readonly reason: string
  readonly note: string
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/
const LONGEST_NOTE = 500
/** What XML cannot carry to the authority. */
const CONTROLS = /(?![\t\n])\p{Cc}/u

export function typedNotBrought(form: Form): TypedNotBrought {
  return {
    date: { day: form.get('date-day'), month: form.get('date-month'), year: form.get('date-year') },
    time: form.get('time'),
    reason: form.get('reason'),
    note: form.get('note').replaceAll('\r\n', '\n'),
  }
}

/** What to tell the authority, or what must be mended; times are London's. */
export function readNotBrought(
  typed: TypedNotBrought,
): { readonly told: NotBrought } | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = []
  const date = dateTyped(typed.date)
  if (date === undefined) errors.push({ text: 'Enter the date of the appointment', href: '#date-day' })
  if (!TIME.test(typed.time)) errors.push({ text: 'Enter the time of the appointment, as 14:30', href: '#time' })
  if (!Object.hasOwn(NOT_BROUGHT_REASONS, typed.reason)) errors.push({ text: 'Choose a reason', href: '#reason' })
  if (typed.note.length > LONGEST_NOTE || CONTROLS.test(typed.note))
    errors.push({ text: 'Use at most 500 plain characters', href: '#note' })
  if (date === undefined || errors.length > 0) return { errors }
  const note = typed.note === '' ? {} : { note: typed.note }
  return { told: { reason: typed.reason as NotBroughtReason, appointmentAt: inLondon(date, typed.time), ...note } }
}

/** The instant of a London wall clock; of the two in the night clocks go back, the first. */
export function inLondon(date: string, time: string): Date {
  const asUtc = Date.parse(`${date}T${time.padStart(5, '0')}:00Z`)
  const summer = new Date(asUtc - 3_600_000)
  return isSummerTime(summer) ? summer : new Date(asUtc)
}

function isSummerTime(instant: Date): boolean {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'short' })
    .format(instant)
    .endsWith('BST')
}
