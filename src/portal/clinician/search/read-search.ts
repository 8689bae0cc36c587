import type { Gender, SearchedBy } from '../../../demographics/index.ts'
import { type CalendarDate, readCalendarDate } from '../../../platform/index.ts'
import type { Form } from '../../frame/form.ts'

export type SearchKind = 'basic' | 'advanced'

/** What was typed, as it was typed, to be shown again. */
export type TypedSearch = {
  readonly family: string
  readonly gender: string
  readonly from: TypedDate
  readonly to: TypedDate
  readonly fuzzy: boolean
}
export type TypedDate = { readonly day: string; readonly month: string; readonly year: string }

export type FieldError = { readonly text: string; readonly href: string }

export const GENDERS: readonly Gender[] = ['female', 'male', 'other', 'unknown']

export function typedSearch(form: Form): TypedSearch {
  return {
    family: form.get('family'),
    gender: form.get('gender'),
    from: typedDate(form, 'from'),
    to: typedDate(form, 'to'),
    fuzzy: form.get('fuzzy') === 'yes',
  }
}

function typedDate(form: Form, name: string): TypedDate {
  return { day: form.get(`${name}-day`), month: form.get(`${name}-month`), year: form.get(`${name}-year`) }
}

/** The day that was typed; `undefined` for none, or one that does not exist. */
export function dateTyped({ day, month, year }: TypedDate): CalendarDate | undefined {
  return readCalendarDate(`${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** The search that was typed, or what must be mended (health-side.md 1.2: all three fields). */
export function readSearch(
  typed: TypedSearch,
  kind: SearchKind,
): { readonly search: SearchedBy } | { readonly errors: readonly FieldError[] } {
  const gender = GENDERS.find(one => one === typed.gender)
  const bornFrom = dateTyped(typed.from)
  const bornTo = kind === 'basic' ? bornFrom : dateTyped(typed.to)
  const errors: FieldError[] = []
  if (gender === undefined) errors.push({ text: 'Choose a gender', href: '#gender' })
  const wrongName = nameFault(typed.family, kind)
  if (wrongName !== undefined) errors.push({ text: wrongName, href: '#family' })
  if (bornFrom === undefined) errors.push({ text: 'Enter a date of birth that exists', href: '#from-day' })
  if (bornTo === undefined && kind === 'advanced')
    errors.push({ text: 'Enter a last date of birth that exists', href: '#to-day' })
  if (bornFrom !== undefined && bornTo !== undefined && bornTo < bornFrom)
    errors.push({ text: 'The last date of birth must not lie before the first', href: '#to-day' })
  if (gender === undefined || bornFrom === undefined || bornTo === undefined || errors.length > 0) return { errors }
  return { search: { family: typed.family, gender, bornFrom, bornTo, fuzzy: kind === 'advanced' && typed.fuzzy } }
}

function nameFault(family: string, kind: SearchKind): string | undefined {
  if (family === '') return 'Enter a surname'
  if (!family.includes('*')) return undefined
  if (kind === 'basic') return 'Enter a surname without asterisks, or use the advanced search'
  const letters = family.replaceAll(/[^\p{L}]/gu, '')
  return letters.length < 3 ? 'Enter at least three letters beside an asterisk' : undefined
}
