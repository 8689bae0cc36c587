import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { type Asking, known } from '../request/asking.ts'

/**
 * Step 6: no more requests of one application in a second than it may make (fhir-api.md 4.2, 7.5).
 * Throws FHIR_TOO_MANY_REQUESTS.
 */
export async function checkRate({ mayAsk }: FhirDeps, asking: Asking): Promise<void> {
  if (mayAsk === undefined || (await mayAsk(known(asking, 'actor').clientId))) return
  throw refusal(fhirErrors, 'FHIR_TOO_MANY_REQUESTS')
}
