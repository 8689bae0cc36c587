import type { FhirDeps } from '../deps.ts'
import { known, type Search } from '../request/search.ts'

/**
 * Step 9: whether this actor may look, and in which mode; never downgraded in silence (fhir-api.md 4.2). Throws the
 * refusals of care-settings.
 */
export async function decideMode(deps: FhirDeps, search: Search): Promise<void> {
  search.mode = await deps.decideMode(known(search, 'actor'), search.declared)
}
