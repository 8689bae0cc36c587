import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { quoted } from '../request/quoted.ts'
import type { Search } from '../request/search.ts'

export const IDENTIFIER = 'patient:identifier'

/** The three spellings of what is included anyway; the last is the guide's own and no R4 (fhir-api.md 3.6). */
const INCLUDES = new Set([
  'AuditEvent:agent',
  'AuditEvent:agent:PractitionerRole',
  'AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED',
])

const unexpected = (name: string) => refusal(fhirErrors, 'FHIR_PARAMETER_UNEXPECTED', quoted(name))

/**
 * Step 10: one `patient:identifier`, at most one `_include` and one `_format`, and nothing else: `_summary=count` would
 * tell that a plan exists and leave no trace (fhir-api.md 4.2, 4.3).
 * Throws FHIR_PARAMETER_UNEXPECTED, FHIR_IDENTIFIER_MISSING, FHIR_NHS_NUMBER_INVALID.
 */
export function checkParameters(_deps: FhirDeps, search: Search): void {
  const seen = new Set<string>()
  for (const { name, value } of search.parameters) {
    const isTaken = name === IDENTIFIER || name === '_format' || (name === '_include' && INCLUDES.has(value))
    if (!isTaken || (seen.has(name) && name !== IDENTIFIER)) throw unexpected(name)
    seen.add(name)
  }
  const identifiers = search.parameters.filter(parameter => parameter.name === IDENTIFIER)
  if (identifiers.length === 0) throw refusal(fhirErrors, 'FHIR_IDENTIFIER_MISSING', IDENTIFIER)
  if (identifiers.length > 1) throw refusal(fhirErrors, 'FHIR_NHS_NUMBER_INVALID')
}
