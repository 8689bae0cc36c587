import type { PdsList, PdsRecord } from '../../../demographics/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { day, spaced } from '../../frame/words.ts'
import type { FieldError, SearchKind, TypedDate, TypedSearch } from './read-search.ts'

export const GENDER_WORDS = { female: 'Female', male: 'Male', other: 'Other', unknown: 'Unknown' } as const

const NOTHING_TYPED: TypedSearch = {
  family: '',
  gender: '',
  from: { day: '', month: '', year: '' },
  to: { day: '', month: '', year: '' },
  fuzzy: false,
}

type Filled = { readonly typed?: TypedSearch; readonly errors?: readonly FieldError[] }

/** The form of a search, filled with what was typed. */
export function presentSearch(kind: SearchKind, { typed = NOTHING_TYPED, errors = [] }: Filled = {}) {
  const isAdvanced = kind === 'advanced'
  const heading = isAdvanced ? 'Advanced search' : 'Basic search'
  const errorOf = (...hrefs: string[]) => {
    const found = errors.find(one => hrefs.includes(one.href))
    return found === undefined ? {} : { errorMessage: { text: found.text } }
  }
  return {
    title: errors.length > 0 ? `Error: ${heading}` : heading,
    heading,
    action: isAdvanced ? '/child/search/advanced' : '/child/search',
    errors,
    gender: {
      idPrefix: 'gender',
      name: 'gender',
      classes: 'nhsuk-radios--inline',
      fieldset: { legend: { text: 'Gender', classes: 'nhsuk-fieldset__legend--s' } },
      items: Object.entries(GENDER_WORDS).map(([value, text]) => ({ value, text, checked: typed.gender === value })),
      ...errorOf('#gender'),
    },
    family: {
      id: 'family',
      name: 'family',
      label: { text: 'Surname', classes: 'nhsuk-label--s' },
      ...(isAdvanced && {
        hint: {
          text: 'An asterisk stands for any letters, beside three letters at least: Smi*. PDS may refuse one at the beginning (*ith)',
        },
      }),
      value: typed.family,
      autocomplete: 'off',
      spellcheck: false,
      classes: 'nhsuk-u-width-two-thirds',
      ...errorOf('#family'),
    },
    dates: isAdvanced
      ? [
          dateField('from', 'Born on or after', { typed: typed.from, error: errorOf('#from-day') }),
          dateField('to', 'Born on or before', { typed: typed.to, error: errorOf('#to-day') }),
        ]
      : [dateField('from', 'Date of birth', { typed: typed.from, error: errorOf('#from-day') })],
    misspellings: isAdvanced
      ? [
          {
            idPrefix: 'fuzzy',
            name: 'fuzzy',
            items: [{ value: 'yes', text: 'Also find common misspellings', checked: typed.fuzzy }],
          },
        ]
      : [],
  }
}

function dateField(id: string, text: string, { typed, error }: { readonly typed: TypedDate; readonly error: object }) {
  const item = (part: keyof TypedDate, label: string, width: number) => ({
    name: `${id}-${part}`,
    id: `${id}-${part}`,
    label,
    width,
    value: typed[part],
  })
  return {
    id,
    fieldset: { legend: { text, classes: 'nhsuk-fieldset__legend--s' } },
    hint: { text: 'For example 31 3 2016' },
    items: [item('day', 'Day', 2), item('month', 'Month', 2), item('year', 'Year', 4)],
    ...error,
  }
}

/** Nobody, too many, or PDS away: plainly, and never one for another. */
const WITHOUT_TABLE: Readonly<Record<Exclude<PdsList['kind'], 'found'>, { heading: string; text: string }>> = {
  none: {
    heading: 'Nobody was found',
    text: 'PDS has nobody by this gender, surname and date of birth. Check the spelling, or ask for the NHS number.',
  },
  'too-many': {
    heading: 'Too many were found',
    text: 'PDS found more people than it shows at once. Give the whole surname or a narrower range of dates.',
  },
  refused: {
    heading: 'PDS does not search by this',
    text: 'PDS takes an asterisk only behind two letters at least, as in Smi*. Give the beginning of the surname.',
  },
  unavailable: {
    heading: 'Not searched: PDS could not be reached',
    text: 'Nothing was searched. Try again, or go on with the NHS number if you have it.',
  },
}

/** A page of those found; `pathOf` seals each into the address of their page. */
export function presentFound(list: PdsList, pathOf: (person: PdsRecord) => string) {
  if (list.kind !== 'found') return { title: WITHOUT_TABLE[list.kind].heading, ...WITHOUT_TABLE[list.kind], found: [] }
  const { persons } = list
  const heading = persons.length === 1 ? 'One person was found' : `${persons.length} people were found`
  return {
    title: heading,
    heading,
    text: 'Choose the right one. If you are not sure that it is the same person, ask for the NHS number.',
    found: [tableOf(persons, pathOf)],
  }
}

function tableOf(persons: readonly PdsRecord[], pathOf: (person: PdsRecord) => string): Table {
  return {
    caption: 'People found in PDS',
    head: ['Name', 'Date of birth', 'Gender', 'NHS number', 'Address'],
    rows: persons.map(person => [
      { text: nameOf(person), href: pathOf(person) },
      { text: person.birthDate === undefined ? 'Not given' : day(person.birthDate) },
      { text: GENDER_WORDS[person.gender ?? 'unknown'] },
      { text: spaced(person.nhsNumber) },
      { text: person.address?.join(', ') ?? (person.security === 'U' ? 'Not given' : 'Restricted: not shown') },
    ]),
    empty: '',
  }
}

/** `SAMPLE, Robin`, as records are read. */
export function nameOf({ given, family }: { readonly given: readonly string[]; readonly family?: string }): string {
  return family === undefined && given.length === 0
    ? 'Name withheld by PDS'
    : [family?.toUpperCase(), given.join(' ')].filter(Boolean).join(', ')
}
