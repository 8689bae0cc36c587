import type { IncomingHttpHeaders } from 'node:http'
import { type Randomness, withoutNumbers } from '../../platform/index.ts'
import { headerOf } from './header.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

// Kept in the audit and sent back, so it may hold no control character and nothing with the look of an NHS number.
const HARMLESS = /^[\x21-\x7e]{1,128}$/
const MIRRORED = /^[\x20-\x7e]{1,256}$/

export const isUuid = (text: string): boolean => UUID.test(text)

/**
 * The id of a request: X-Request-ID when it is a UUID, else the guide's TraceID when it is harmless, else one of ours
 * (fhir-api.md 4.2 step 3). Never fails: that a malformed X-Request-ID is refused is the pipeline's business.
 */
export function requestIdOf(headers: IncomingHttpHeaders, randomness: Randomness): string {
  const sent = headerOf(headers, 'x-request-id')
  if (sent !== undefined) return isUuid(sent) ? sent : randomness.uuid()
  const trace = headerOf(headers, 'traceid')
  return trace !== undefined && HARMLESS.test(trace) && withoutNumbers(trace) === trace ? trace : randomness.uuid()
}

/** The ids an answer carries back: our word for the request's id, and the caller's other two as sent. */
export function correlationHeaders(headers: IncomingHttpHeaders, requestId: string): Record<string, string> {
  const correlation = headerOf(headers, 'x-correlation-id')
  const trace = headerOf(headers, 'traceid')
  return {
    'X-Request-ID': requestId,
    ...(correlation !== undefined && MIRRORED.test(correlation) && { 'X-Correlation-ID': correlation }),
    ...(trace !== undefined && MIRRORED.test(trace) && { TraceID: trace }),
  }
}
