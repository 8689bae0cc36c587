import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { quoted } from '../request/quoted.ts'
import type { Search } from '../request/search.ts'
import { CHILD_PROTECTION_FLAG } from '../systems.ts'
import { readNumber } from './nhs-number.ts'

/** The second is how an earlier text of the guide writes it (fhir-api.md 5). */
const CODES = new Set([CHILD_PROTECTION_FLAG, 'child-protection-information-sharing-flag'])
const TAKEN = new Set(['patient', 'code', '_format'])

/**
 * One `patient`, at most one `code` and one `_format`, and nothing else (fhir-api.md 5). A flag of another kind is not
 * ours: an empty answer would say that the patient has none.
 * Throws FHIR_PARAMETER_UNEXPECTED, FHIR_IDENTIFIER_MISSING, FHIR_NHS_NUMBER_INVALID, FHIR_FLAG_UNKNOWN.
 */
export function checkFlagParameters(_deps: FhirDeps, search: Search): void {
  const seen = new Set<string>()
  for (const { name, value } of search.parameters) {
    if (!TAKEN.has(name) || (seen.has(name) && name !== 'patient'))
      throw refusal(fhirErrors, 'FHIR_PARAMETER_UNEXPECTED', quoted(name))
    if (name === 'code' && !CODES.has(value)) throw refusal(fhirErrors, 'FHIR_FLAG_UNKNOWN')
    seen.add(name)
  }
  if (!seen.has('patient')) throw refusal(fhirErrors, 'FHIR_IDENTIFIER_MISSING', 'patient')
}

/** The bare NHS number; the parameter is `Flag.patient` (fhir-api.md 5). Throws FHIR_NHS_NUMBER_INVALID. */
export function readFlaggedNumber(deps: FhirDeps, search: Search): void {
  const [sent, ...others] = search.parameters.filter(parameter => parameter.name === 'patient')
  const nhsNumber = readNumber(deps, sent?.value ?? '')
  if (others.length > 0 || nhsNumber === undefined) throw refusal(fhirErrors, 'FHIR_NHS_NUMBER_INVALID')
  search.nhsNumber = nhsNumber
}
