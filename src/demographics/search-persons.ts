import { type CalendarDate, refusal } from '../platform/index.ts'
import { demographicsErrors } from './errors.ts'
import type { PdsSearcher } from './pds/pds-client.ts'
import type { Gender, PdsList } from './pds/pds-record.ts'

/** What staff know of the person they look for: gender, family name and date of birth, all three (health-side.md 1.2). */
export type SearchedBy = {
  readonly family: string
  readonly gender: Gender
  readonly bornFrom: CalendarDate
  /** The same day for a date, later for a range. */
  readonly bornTo: CalendarDate
  /** Widens the search to misspellings. */
  readonly fuzzy: boolean
}

/** The letters a name with an asterisk must have (health-side.md 1.2). */
const LEAST_LETTERS = 3

/**
 * Searches PDS for a person; `most` matches at most, since PDS gives an application alone one only (fhir-api.md 9.3).
 * PDS keeps an access for everybody it finds. Throws SEARCH_INCOMPLETE, SEARCH_TOO_WIDE, SEARCH_RANGE_INVALID.
 */
export async function searchPersons(
  deps: { readonly pds: Pick<PdsSearcher, 'list'>; readonly most: number },
  by: SearchedBy,
): Promise<PdsList> {
  const family = by.family.replaceAll(/\s+/g, ' ').trim()
  if (family === '') throw refusal(demographicsErrors, 'SEARCH_INCOMPLETE')
  if (family.includes('*') && family.replaceAll(/[^\p{L}]/gu, '').length < LEAST_LETTERS)
    throw refusal(demographicsErrors, 'SEARCH_TOO_WIDE')
  if (by.bornTo < by.bornFrom) throw refusal(demographicsErrors, 'SEARCH_RANGE_INVALID')
  const query = new URLSearchParams({ family, gender: by.gender, '_max-results': String(deps.most) })
  if (by.bornFrom === by.bornTo) query.set('birthdate', `eq${by.bornFrom}`)
  else for (const limit of [`ge${by.bornFrom}`, `le${by.bornTo}`]) query.append('birthdate', limit)
  if (by.fuzzy) query.set('_fuzzy-match', 'true')
  return deps.pds.list(query)
}
