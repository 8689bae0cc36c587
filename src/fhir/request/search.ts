import type { Answer } from '../../lookup/index.ts'
import type { Bundle } from '../bodies/resources.ts'
import type { Asking } from './asking.ts'
import type { Exchange } from './exchange.ts'
import { type Parameter, queryOf, readParameters } from './parameters.ts'

/** `PatientFlag` is the name of a path; what is found there are Flags (fhir-api.md 5). */
export type SearchedResource = 'CareTeam' | 'AuditEvent' | 'PatientFlag'

/** A search, and what the steps have found out about it so far. */
export type Search = Asking & {
  readonly resource: SearchedResource
  readonly parameters: readonly Parameter[]
  /** True when there is a body, which then must be a form. */
  readonly hasBody: boolean
  answer?: Answer
  bundle?: Bundle
}

/** What a request searches for, unchecked. The form of a POST and its query count together, as FHIR has it. */
export function searchOf(resource: SearchedResource, { request, requestId }: Exchange): Search {
  const form = typeof request.body === 'string' ? request.body : ''
  return {
    resource,
    headers: request.headers,
    parameters: [...queryOf(request.url), ...readParameters(form)],
    hasBody: form !== '',
    requestId,
  }
}
