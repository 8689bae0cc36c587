/** An answer of the stand-in before it is written. */
export type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const SPINE_CODES = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'

type Issue = { readonly status: number; readonly severity?: string; readonly issue: string; readonly display: string }

/** The error codes of PDS with their texts (fhir-api.md 7.5, 9.1, 9.3). */
const ISSUES = {
  ACCESS_DENIED: { status: 401, issue: 'forbidden', display: 'Access Denied - Unauthorised' },
  MISSING_VALUE: { status: 400, issue: 'required', display: 'Required value is missing' },
  INVALID_VALUE: { status: 400, issue: 'value', display: 'Provided value is invalid' },
  ADDITIONAL_PROPERTIES: {
    status: 400,
    issue: 'invariant',
    display: 'Additional properties should not be included',
  },
  INVALID_SEARCH_DATA: { status: 400, issue: 'value', display: 'Search data is invalid' },
  UNSUPPORTED_SERVICE: { status: 400, issue: 'processing', display: 'Unsupported Service' },
  UNSUPPORTED_REQUEST: { status: 400, issue: 'processing', display: 'The request is not one that is supported.' },
  INVALID_RESOURCE_ID: { status: 400, issue: 'value', display: 'Resource Id is invalid' },
  RESOURCE_NOT_FOUND: {
    status: 404,
    severity: 'information',
    issue: 'not-found',
    display: 'Resource not found',
  },
  INVALIDATED_RESOURCE: {
    status: 404,
    issue: 'processing',
    display: 'Resource that has been marked as invalid was requested - invalid resources cannot be retrieved',
  },
  TOO_MANY_MATCHES: {
    status: 200,
    severity: 'information',
    issue: 'multiple-matches',
    display: 'Too Many Matches',
  },
  TOO_MANY_REQUESTS: { status: 429, issue: 'value', display: 'Too many requests' },
  SERVICE_UNAVAILABLE: { status: 503, issue: 'timeout', display: 'Service unavailable' },
  UNKNOWN_ERROR: { status: 500, issue: 'unknown', display: 'Unknown error' },
} as const satisfies Record<string, Issue>

export type OutcomeCode = keyof typeof ISSUES

/** An OperationOutcome with one issue, as PDS writes it. */
export function outcome(code: OutcomeCode, diagnostics?: string): Answer {
  const row: Issue = ISSUES[code]
  const issue = {
    severity: row.severity ?? 'error',
    code: row.issue,
    details: { coding: [{ system: SPINE_CODES, version: '1', code, display: row.display }] },
    ...(diagnostics === undefined ? {} : { diagnostics }),
  }
  return { status: row.status, body: { resourceType: 'OperationOutcome', issue: [issue] } }
}

export function tooManyRequests(): Answer {
  return { ...outcome('TOO_MANY_REQUESTS'), headers: { 'retry-after': '1' } }
}

export function serviceUnavailable(): Answer {
  return { ...outcome('SERVICE_UNAVAILABLE'), headers: { 'retry-after': '5' } }
}
