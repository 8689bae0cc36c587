import { type CalendarDate, refusal } from '../platform/index.ts'
import { demographicsErrors } from './errors.ts'
import type { PdsSearcher } from './pds/pds-client.ts'
import type { PdsMatch } from './pds/search-answer.ts'

/** What is known of a person whose number is looked for. */
export type TracedBy = {
  readonly family: string
  /** The given names in their order; the first is searched by. */
  readonly given: string
  readonly birthDate: CalendarDate
  readonly gender?: 'female' | 'male' | 'other' | 'unknown'
  /** PDS never finds a restricted person by it: leave it out to find them too (fhir-api.md 9.2). */
  readonly postcode?: string
}

/**
 * Looks a person up in PDS by name and birth date: the one who matches, `none`, `several`, or `unavailable`. Searched as
 * advised where one match counts (fhir-api.md 9.3): three letters of the given name, two of the postcode, not fuzzy, with
 * former names. PDS keeps an access for whoever matches. A person of security R or V is found too: their name is not to
 * be shown. Throws TRACE_INCOMPLETE.
 */
export async function tracePerson(
  deps: { readonly pds: Pick<PdsSearcher, 'search'> },
  by: TracedBy,
): Promise<PdsMatch> {
  const family = plain(by.family)
  const [given = ''] = plain(by.given).split(' ')
  if (family === '' || given === '') throw refusal(demographicsErrors, 'TRACE_INCOMPLETE')
  const query = new URLSearchParams({
    family,
    given: startOf(given, 3),
    birthdate: `eq${by.birthDate}`,
    _history: 'true',
    '_max-results': '1',
  })
  if (by.gender !== undefined) query.set('gender', by.gender)
  const postcode = plain(by.postcode ?? '')
  if (postcode !== '') query.set('address-postalcode', startOf(postcode, 2))
  return deps.pds.search(query)
}

/** Without asterisks, which would widen the search to other people, and with single blanks. */
function plain(text: string): string {
  return text.replaceAll('*', ' ').replaceAll(/\s+/g, ' ').trim()
}

/** So many letters and an asterisk, which PDS takes behind two letters at least; a single letter stands alone. */
function startOf(text: string, letters: number): string {
  const start = [...text].slice(0, letters).join('')
  return [...start].length < 2 ? start : `${start}*`
}
