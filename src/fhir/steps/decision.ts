import type { FhirDeps } from '../deps.ts'
import { known, type Search } from '../request/search.ts'

/**
 * Step 9: whether this actor may look, in which mode, and to which plans the setting is open; never downgraded in
 * silence (fhir-api.md 4.2). Throws LookUpRefused.
 */
export async function decideLookUp(deps: FhirDeps, search: Search): Promise<void> {
  search.decision = await deps.decideLookUp(known(search, 'actor'), search.declared)
}
