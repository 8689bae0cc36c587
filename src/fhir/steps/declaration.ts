import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import type { Asking } from '../request/asking.ts'
import { headerOf } from '../request/header.ts'

/**
 * A Patient Flags search is silent and never recorded (fhir-api.md 5). Whoever declares unscheduled care expects a trace:
 * told, not obeyed in part. Throws FHIR_DECLARATION_INVALID.
 */
export function declareSilent(deps: FhirDeps, asking: Asking): void {
  readDeclaration(deps, asking)
  if (asking.declared) throw refusal(fhirErrors, 'FHIR_DECLARATION_INVALID')
  asking.declared = false
}

/**
 * Step 8: IsUnscheduledAccessEvent is absent, `true` or `false`, in any case; sent several times it says the same each
 * time (fhir-api.md 4.2). Throws FHIR_DECLARATION_INVALID: a guess here would tell an authority, or fail to.
 */
export function readDeclaration(_deps: FhirDeps, asking: Asking): void {
  const sent = headerOf(asking.headers, 'isunscheduledaccessevent')
  if (sent === undefined) return
  const [value, ...others] = new Set(sent.split(',').map(part => part.trim().toLowerCase()))
  if (others.length > 0 || (value !== 'true' && value !== 'false'))
    throw refusal(fhirErrors, 'FHIR_DECLARATION_INVALID')
  asking.declared = value === 'true'
}
