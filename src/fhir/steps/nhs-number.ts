import { type NhsNumber, readNhsNumber } from '../../demographics/index.ts'
import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import type { Search } from '../request/search.ts'
import { NHS_NUMBER_SYSTEM } from '../systems.ts'
import { IDENTIFIER } from './parameters.ts'

/** As the guide's sequence pictures write the system (fhir-api.md 3.1). */
const SYSTEM_OF_THE_PICTURES = 'http://fhir.nhs.uk/id/nhs-number'

/** A number with the right check digit, or one of the examples. */
export function readNumber({ settings }: FhirDeps, sent: string): NhsNumber | undefined {
  return settings.examples?.has(sent) ? (sent as NhsNumber) : readNhsNumber(sent)
}

/**
 * Step 11: `system|number`, the system exactly, ten digits, right check digit. A comma would mean "or" and is refused
 * like any other wrong number (fhir-api.md 4.2, 4.3). Throws FHIR_NHS_NUMBER_INVALID, which never repeats the number.
 */
export function readSearchedNumber(deps: FhirDeps, search: Search): void {
  const sent = search.parameters.find(parameter => parameter.name === IDENTIFIER)?.value ?? ''
  const bar = sent.indexOf('|')
  const system = sent.slice(0, Math.max(bar, 0))
  const isOurs = system === NHS_NUMBER_SYSTEM || (deps.settings.lenientSystem && system === SYSTEM_OF_THE_PICTURES)
  const nhsNumber = readNumber(deps, sent.slice(bar + 1))
  if (!isOurs || nhsNumber === undefined) throw refusal(fhirErrors, 'FHIR_NHS_NUMBER_INVALID')
  search.nhsNumber = nhsNumber
}
