import type { FhirDeps } from '../deps.ts'
import type { Asking } from '../request/asking.ts'
import { headerOf } from '../request/header.ts'

/**
 * Steps 4, 5 and 7: a live token of a signed-in user, strong enough, and exactly one role profile they act in
 * (fhir-api.md 4.2, 8.4). Throws the refusals of identity.
 */
export async function identifyActor(deps: FhirDeps, asking: Asking): Promise<void> {
  const { authorization } = asking.headers
  const sessionRole = headerOf(asking.headers, 'nhsd-session-urid')
  asking.actor = await deps.identify({
    ...(authorization !== undefined && { authorization }),
    ...(sessionRole !== undefined && { sessionRole }),
  })
}
