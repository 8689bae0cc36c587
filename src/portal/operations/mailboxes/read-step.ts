import { CASE_STATES, type CaseState, refuseChild } from '../../../operations/index.ts'
import { addDays, type CalendarDate, dayInEngland, isRefusal, readCalendarDate } from '../../../platform/index.ts'
import { inLondon } from '../../clinician/not-brought/read-not-brought.ts'
import type { FieldError } from '../../frame/fields.ts'
import type { Form } from '../../frame/form.ts'
import { LONGEST_NOTE, type TypedStep } from './presenter.ts'

const LONGEST_PAUSE_DAYS = 90

/** The step of a case a form asks for, or what is to be mended. */
export function readStep(form: Form, now: Date): { readonly to: CaseState; readonly note: string } | TypedStep {
  const typed = { to: form.get('to'), note: form.get('note').replaceAll('\r\n', '\n') }
  const to = CASE_STATES.find(state => state === typed.to)
  const fault = noteFault(typed.note, dayInEngland(now))
  const errors: FieldError[] = []
  if (to === undefined) errors.push({ text: 'Choose what is next', href: '#to' })
  if (fault !== undefined) errors.push({ text: fault, href: '#note' })
  return to === undefined || errors.length > 0 ? { ...typed, errors } : { to, note: typed.note }
}

/** The pause a form asks for, or what is to be mended; it ends with the day that was given. */
export function readPause(form: Form, now: Date): { readonly until: Date; readonly reason: string } | TypedStep {
  const typed = { until: form.get('until'), reason: form.get('reason') }
  const today = dayInEngland(now)
  const until = readCalendarDate(typed.until)
  const fault = noteFault(typed.reason, today)
  const errors: FieldError[] = []
  if (until === undefined || until > addDays(today, LONGEST_PAUSE_DAYS))
    errors.push({ text: 'Enter a day within the next 90', href: '#until' })
  if (fault !== undefined) errors.push({ text: fault, href: '#reason' })
  if (until === undefined || errors.length > 0) return { ...typed, errors }
  return { until: inLondon(addDays(until, 1), '00:00'), reason: typed.reason }
}

/** What is wrong with a note; nothing may be said of any child. */
function noteFault(note: string, today: CalendarDate): string | undefined {
  if (note === '' || note.length > LONGEST_NOTE) return `Say what was said or done, in 1 to ${LONGEST_NOTE} characters`
  if (/(?![\t\n])\p{Cc}/u.test(note)) return 'Use plain characters'
  try {
    refuseChild('the note', note, today)
    return undefined
  } catch (error) {
    if (!isRefusal(error)) throw error
    return 'Nothing about any child may stand here: no NHS number and no date of birth'
  }
}
