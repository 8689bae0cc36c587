import type { FhirDeps } from '../deps.ts'
import { known } from '../request/asking.ts'
import type { Search } from '../request/search.ts'

/**
 * Step 13: asks. Only a CareTeam search in standard mode is written as an access; an AuditEvent search never is,
 * whatever its header says (fhir-api.md 3.3).
 */
export async function askRegister(deps: FhirDeps, search: Search): Promise<void> {
  const ask = search.resource === 'AuditEvent' ? deps.history : deps.ask
  search.answer = await ask({
    nhsNumber: known(search, 'nhsNumber'),
    ...known(search, 'decision'),
    actor: known(search, 'actor'),
    channel: 'fhir',
    history: search.resource === 'AuditEvent',
    requestId: search.requestId,
  })
}
