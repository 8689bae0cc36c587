import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { headerOf } from '../request/header.ts'
import { type MediaRange, readMediaRanges } from '../request/media-range.ts'
import type { Parameter } from '../request/parameters.ts'
import type { Search } from '../request/search.ts'

const ACCEPTED = new Set(['*/*', 'application/*', 'application/fhir+json', 'application/json'])
const VERSIONS: Readonly<Record<string, string>> = { fhirversion: '4.0', version: '1', charset: 'utf-8' }

const isServed = ({ type, parameters }: MediaRange) =>
  ACCEPTED.has(type) && Object.entries(parameters).every(([name, value]) => (VERSIONS[name] ?? value) === value)

/**
 * The answer's type must be one we have: `Accept` absent, a wildcard or JSON, or `_format=json`, which wins over it
 * (fhir-api.md 4.2 step 2). Throws FHIR_NOT_ACCEPTABLE.
 */
export function checkAccept(accept: string | undefined, parameters: readonly Parameter[]): void {
  const formats = parameters.filter(parameter => parameter.name === '_format')
  const isFine =
    formats.length > 0
      ? formats.every(format => format.value === 'json')
      : accept === undefined || readMediaRanges(accept).some(isServed)
  if (!isFine) throw refusal(fhirErrors, 'FHIR_NOT_ACCEPTABLE')
}

/** Step 2: what is wanted back, and what a body is written in. Throws also FHIR_UNSUPPORTED_BODY. */
export function checkMediaTypes(_deps: FhirDeps, search: Search): void {
  checkAccept(headerOf(search.headers, 'accept'), search.parameters)
  const [body] = readMediaRanges(search.headers['content-type'] ?? '')
  if (search.hasBody && body?.type !== 'application/x-www-form-urlencoded')
    throw refusal(fhirErrors, 'FHIR_UNSUPPORTED_BODY')
}
