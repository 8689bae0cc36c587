import { type CalendarDate, daysBetween } from '../../platform/index.ts'
import type { FileCode, PlanType, RecordCode } from '../../register/index.ts'
import type { Cell } from '../components/table/presenter.ts'

export const PLAN_WORDS: Readonly<Record<PlanType, string>> = {
  CPP: 'Child protection plan',
  LAC: 'Looked after',
  UCP: 'Plan for an unborn child',
}

type Tag = NonNullable<Cell['tag']>
type FileWords = { readonly tag: Tag; readonly short: string; readonly mend: string }

/** What each answer to a file means to those who sent it (local-authority.md 4.2). */
export const FILE_WORDS: Readonly<Record<FileCode, FileWords>> = {
  CPF01: {
    tag: 'red',
    short: 'Refused whole',
    mend: 'Nothing of it was stored. Mend the file as said below and send it again.',
  },
  CPF02: { tag: 'green', short: 'All stored', mend: 'There is nothing to do.' },
  CPF03: { tag: 'yellow', short: 'Stored in part', mend: 'Mend the records below and send them again.' },
  CPF04: { tag: 'orange', short: 'None stored', mend: 'Mend the records below and send them again.' },
  CPF05: {
    tag: 'orange',
    short: 'To be sent again',
    mend: 'PDS could not be asked, so nothing was stored. Send the whole file again under the same number.',
  },
  CPF06: {
    tag: 'red',
    short: 'Client not supported',
    mend: 'Your client is of a version that is no longer taken. Ask its supplier.',
  },
}

/** A verdict on a record, as a coloured word. */
export function verdictCell(code: RecordCode): Cell {
  return { text: code === 'CPR06' ? `${code} stored` : code, tag: code === 'CPR06' ? 'green' : 'orange' }
}

/** So an NHS number is told apart from others without being shown. */
export function endOf(nhsNumber: string): string {
  return `ends in ${nhsNumber.slice(-4)}`
}

/** `162 days left`, the last day counted as one. */
export function daysLeft(on: CalendarDate, until: CalendarDate): string {
  const days = daysBetween(on, until)
  return days === 0 ? 'last day' : `${countOf(days, 'day')} left`
}

/** `1 day`, `3 days`. */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : several}`
}

/** With a capital at its beginning, as a cell or a message has it. */
export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a form field was found to be wrong with. */
export type FieldError = { readonly text: string; readonly href: string }

/** The message beside a field, for the macros of nhsuk-frontend. */
export function errorAt(errors: readonly FieldError[], href: string): object {
  const found = errors.find(one => one.href === href)
  return found === undefined ? {} : { errorMessage: { text: found.text } }
}

/** What cannot be in a text somebody typed. */
const CONTROLS = /(?![\t\n])\p{Cc}/u

/** A text somebody typed of at most so many plain characters; `undefined` where it is not. */
export function readTyped(text: string, longest: number): string | undefined {
  const plain = text.replaceAll('\r\n', '\n')
  return plain.length > longest || CONTROLS.test(plain) ? undefined : plain
}
