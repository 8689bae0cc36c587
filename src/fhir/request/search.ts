import type { IncomingHttpHeaders } from 'node:http'
import type { LookUpDecision } from '../../care-settings/index.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import type { Actor } from '../../identity/index.ts'
import type { Answer } from '../../lookup/index.ts'
import type { Bundle } from '../bodies/resources.ts'
import type { Exchange } from './exchange.ts'
import { type Parameter, queryOf, readParameters } from './parameters.ts'

export type SearchedResource = 'CareTeam' | 'AuditEvent'

/** A search, and what the steps have found out about it so far. A refusal tells the audit whatever is known by then. */
export type Search = {
  readonly resource: SearchedResource
  readonly headers: IncomingHttpHeaders
  readonly parameters: readonly Parameter[]
  /** True when there is a body, which then must be a form. */
  readonly hasBody: boolean
  /** The caller's id of this request, or ours. */
  readonly requestId: string
  actor?: Actor
  /** IsUnscheduledAccessEvent as sent; absent when it was not. */
  declared?: boolean
  decision?: LookUpDecision
  nhsNumber?: NhsNumber
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

/** A part an earlier step has found out. That it is there follows from the order of the steps; else it is our fault. */
export function known<Part extends 'actor' | 'decision' | 'nhsNumber' | 'answer' | 'bundle'>(
  search: Search,
  part: Part,
): NonNullable<Search[Part]> {
  const value = search[part]
  if (value === undefined) throw new Error(`the step that finds the ${part} has not run`)
  return value
}
