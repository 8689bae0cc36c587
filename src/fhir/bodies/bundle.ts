import type { NhsNumber } from '../../demographics/index.ts'
import type { SearchedResource } from '../request/search.ts'
import { CHILD_PROTECTION_FLAG, NHS_NUMBER_SYSTEM } from '../systems.ts'
import type { Bundle, OperationOutcome, PatientByNumber, SearchResource } from './resources.ts'

export type Searched = {
  readonly bundleId: string
  /** The address of this API. */
  readonly base: string
  readonly resource: SearchedResource
  /** The number asked for: repeated in the self link, even when another has taken its place. */
  readonly nhsNumber: NhsNumber
}

/** A child or mother as a subject: by number, never by name, which other systems own. */
export const patient = (nhsNumber: NhsNumber): PatientByNumber => ({
  type: 'Patient',
  identifier: { system: NHS_NUMBER_SYSTEM, value: nhsNumber },
})

function selfLink({ base, resource, nhsNumber }: Searched): string {
  if (resource === 'PatientFlag') return `${base}/PatientFlag?patient=${nhsNumber}&code=${CHILD_PROTECTION_FLAG}`
  const include = resource === 'AuditEvent' ? '&_include=AuditEvent:agent' : ''
  return `${base}/${resource}?patient:identifier=${NHS_NUMBER_SYSTEM}%7C${nhsNumber}${include}`
}

/** Nothing found: a searchset of total 0 without entries (fhir-api.md 4.4). */
export function emptySearchset(searched: Searched): Bundle {
  return {
    resourceType: 'Bundle',
    id: searched.bundleId,
    type: 'searchset',
    total: 0,
    link: [{ relation: 'self', url: selfLink(searched) }],
  }
}

export type Found = {
  readonly matches: readonly SearchResource[]
  readonly includes: readonly SearchResource[]
  /** What is said about the search itself. */
  readonly outcomes: readonly OperationOutcome[]
}

/**
 * What was found: all matches, what they include, then what is said about the search; the total counts matches only
 * (fhir-api.md 3.4, 4.4).
 */
export function searchset(searched: Searched, { matches, includes, outcomes }: Found): Bundle {
  const entry = (mode: 'match' | 'include') => (resource: SearchResource) => ({
    fullUrl: `${searched.base}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode },
  })
  const entries = [
    ...matches.map(entry('match')),
    ...includes.map(entry('include')),
    ...outcomes.map(resource => ({
      fullUrl: `urn:uuid:${resource.id}`,
      resource,
      search: { mode: 'outcome' as const },
    })),
  ]
  return { ...emptySearchset(searched), total: matches.length, ...(entries.length > 0 && { entry: entries }) }
}
