import type { FhirDeps } from '../deps.ts'
import { type Asking, known } from '../request/asking.ts'

/**
 * Step 9: whether this actor may look, in which mode, and to which plans the setting is open; never downgraded in
 * silence (fhir-api.md 4.2). Throws LookUpRefused.
 */
export async function decideLookUp(deps: FhirDeps, asking: Asking): Promise<void> {
  asking.decision = await deps.decideLookUp(known(asking, 'actor'), asking.declared)
}
