import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import type { Asking } from '../request/asking.ts'
import { isUuid } from '../request/correlation.ts'
import { headerOf } from '../request/header.ts'
import { quoted } from '../request/quoted.ts'

/**
 * Step 3: X-Request-ID, when sent, is a UUID; in strict mode it must be sent (fhir-api.md 4.2).
 * Throws FHIR_REQUEST_ID_INVALID, FHIR_REQUEST_ID_MISSING.
 */
export function checkRequestId(deps: FhirDeps, asking: Asking): void {
  const sent = headerOf(asking.headers, 'x-request-id')
  if (sent === undefined) {
    if (deps.settings.strictRequestId) throw refusal(fhirErrors, 'FHIR_REQUEST_ID_MISSING')
  } else if (!isUuid(sent)) throw refusal(fhirErrors, 'FHIR_REQUEST_ID_INVALID', quoted(sent))
}
