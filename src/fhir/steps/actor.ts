import type { FhirDeps } from '../deps.ts'
import { headerOf } from '../request/header.ts'
import type { Search } from '../request/search.ts'

/**
 * Steps 4, 5 and 7: a live token of a signed-in user, strong enough, and exactly one role profile they act in
 * (fhir-api.md 4.2, 8.4). Throws the refusals of identity.
 */
export async function identifyActor(deps: FhirDeps, search: Search): Promise<void> {
  const { authorization } = search.headers
  const sessionRole = headerOf(search.headers, 'nhsd-session-urid')
  search.actor = await deps.identify({
    ...(authorization !== undefined && { authorization }),
    ...(sessionRole !== undefined && { sessionRole }),
  })
}
