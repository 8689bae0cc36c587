import { type DemographicsDeps, freshSince } from './deps.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsFinding } from './pds/pds-finding.ts'
import { readAll } from './pds/read-all.ts'
import { keepPersons, readPersons } from './store.ts'

/**
 * What PDS says about each of the numbers, every one of them in the answer. A current person read within `cacheHours`
 * is reused; nothing else is ever kept, because a number unknown now may be known in a minute (fhir-api.md 9.5). As
 * soon as one is `unavailable` the rest is not asked and is `unavailable` too: an upload is answered whole (CPF05).
 */
export async function findInPds(
  deps: DemographicsDeps,
  numbers: readonly NhsNumber[],
): Promise<ReadonlyMap<NhsNumber, PdsFinding>> {
  const distinct = [...new Set(numbers)]
  // The instant before PDS is asked: a change learned meanwhile then counts as newer than what is kept here.
  const askedAt = deps.clock.now()
  const kept = await readPersons(deps.db, distinct, freshSince(deps))
  const found = await readAll(
    deps.pds,
    distinct.filter(number => !kept.has(number)),
    1,
  )
  const current = [...found.values()].flatMap(finding => (finding.kind === 'current' ? [finding.person] : []))
  await keepPersons(deps.db, current, askedAt)
  for (const [number, person] of kept) found.set(number, { kind: 'current', person })
  for (const number of distinct) if (!found.has(number)) found.set(number, { kind: 'unavailable' })
  return found
}
