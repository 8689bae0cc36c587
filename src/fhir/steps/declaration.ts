import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { headerOf } from '../request/header.ts'
import type { Search } from '../request/search.ts'

/**
 * Step 8: IsUnscheduledAccessEvent is absent, `true` or `false`, in any case; sent several times it says the same each
 * time (fhir-api.md 4.2). Throws FHIR_DECLARATION_INVALID: a guess here would tell an authority, or fail to.
 */
export function readDeclaration(_deps: FhirDeps, search: Search): void {
  const sent = headerOf(search.headers, 'isunscheduledaccessevent')
  if (sent === undefined) return
  const [value, ...others] = new Set(sent.split(',').map(part => part.trim().toLowerCase()))
  if (others.length > 0 || (value !== 'true' && value !== 'false'))
    throw refusal(fhirErrors, 'FHIR_DECLARATION_INVALID')
  search.declared = value === 'true'
}
