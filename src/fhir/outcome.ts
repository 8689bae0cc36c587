import type { careSettingsErrors } from '../care-settings/index.ts'
import type { identityErrors } from '../identity/index.ts'
import type { lookupErrors } from '../lookup/index.ts'
import { isDatabaseFault, isRefusal, type platformErrors } from '../platform/index.ts'
import type { IssueCode } from './bodies/resources.ts'
import type { fhirErrors } from './errors.ts'

/** Every code that can reach this edge. A code without a row below does not compile. */
type Catalogue = typeof fhirErrors &
  typeof identityErrors &
  typeof careSettingsErrors &
  typeof lookupErrors &
  typeof platformErrors
export type ErrorCode = keyof Catalogue

/** How a code looks to the caller: a row of fhir-api.md 4.5. `{x}` is the refusal's detail, `{sentence}` its sentence. */
export type OutcomeRow = {
  readonly row: `E${number}`
  readonly status: number
  readonly severity: 'error' | 'fatal'
  readonly issue: IssueCode
  readonly code: string
  readonly display: string
  readonly diagnostics: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The national words for the codes; the guide's own three rows repeat their diagnostics instead (fhir-api.md 4.5, 7.5). */
const DISPLAYS = {
  ACCESS_DENIED: 'Access Denied - Unauthorised',
  ADDITIONAL_PROPERTIES: 'Additional properties should not be included',
  FAILURE_TO_PROCESS_MESSAGE: 'Failed to process message',
  INVALID_VALUE: 'Provided value is invalid',
  MISSING_VALUE: 'Required value is missing',
  TOO_MANY_REQUESTS: 'Too many requests',
  UNABLE_TO_CALL_SERVICE: 'Unable to call service',
  UNSUPPORTED_SERVICE: 'Unsupported Service',
  UNSUPPORTED_VALUE: 'Provided value is not supported',
} as const

type NationalRow = Omit<OutcomeRow, 'severity' | 'display' | 'code'> & { readonly code: keyof typeof DISPLAYS }

const national = (row: NationalRow): OutcomeRow => ({ severity: 'error', display: DISPLAYS[row.code], ...row })

/** A row in the guide's own words. */
const published = (row: Omit<OutcomeRow, 'severity' | 'display'>): OutcomeRow => ({
  severity: 'error',
  display: row.diagnostics,
  ...row,
})

const DENIED = published({
  row: 'E7',
  status: 403,
  issue: 'forbidden',
  code: 'ACCESS_DENIED',
  diagnostics: 'Access has been denied to process this request',
})

const TOO_WEAK: OutcomeRow = { ...DENIED, row: 'E6', diagnostics: '{sentence}' }

const ROLE_UNCLEAR = national({
  row: 'E5',
  status: 400,
  issue: 'value',
  code: 'INVALID_VALUE',
  diagnostics: '{sentence}',
})

const TIME_INVALID = national({
  row: 'E21',
  status: 400,
  issue: 'value',
  code: 'INVALID_VALUE',
  diagnostics: 'Invalid Parameters - {sentence}',
})

/** The one refusal of a look-up that says why: the clinician has to decide something. */
const NOT_FROM_HERE: OutcomeRow = { ...DENIED, row: 'E22', diagnostics: '{sentence}' }

const unauthorised = (row: 'E1' | 'E2' | 'E3') =>
  national({ row, status: 401, issue: 'forbidden', code: 'ACCESS_DENIED', diagnostics: '{sentence}' })

const NOT_CHECKED = national({
  row: 'E19',
  status: 503,
  issue: 'transient',
  code: 'UNABLE_TO_CALL_SERVICE',
  diagnostics:
    'The register could not be read, so nothing is known about this child either way. ' +
    'Phone the local authority and follow your local safeguarding procedure',
  headers: { 'Retry-After': '5' },
})

const FAULT: OutcomeRow = {
  row: 'E18',
  status: 500,
  severity: 'fatal',
  issue: 'exception',
  code: 'FAILURE_TO_PROCESS_MESSAGE',
  display: DISPLAYS.FAILURE_TO_PROCESS_MESSAGE,
  diagnostics: 'Reference {x}',
}

/** Every error of this API (fhir-api.md 4.5). */
export const OUTCOMES: Readonly<Record<ErrorCode, OutcomeRow>> = {
  FHIR_UNKNOWN_PATH: national({
    row: 'E14',
    status: 404,
    issue: 'not-found',
    code: 'UNSUPPORTED_SERVICE',
    diagnostics: 'Unsupported path',
  }),
  FHIR_WRONG_METHOD: national({
    row: 'E15',
    status: 405,
    issue: 'not-supported',
    code: 'UNSUPPORTED_SERVICE',
    diagnostics: 'Unsupported method',
    headers: { Allow: '{x}' },
  }),
  FHIR_NOT_ACCEPTABLE: national({
    row: 'E16',
    status: 406,
    issue: 'not-supported',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: 'Unsupported media type - answers are application/fhir+json',
  }),
  FHIR_UNSUPPORTED_BODY: national({
    row: 'E16',
    status: 415,
    issue: 'not-supported',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: 'Unsupported media type - the body of a search is application/x-www-form-urlencoded',
  }),
  FHIR_BODY_TOO_LARGE: national({
    row: 'E16',
    status: 413,
    issue: 'too-long',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: 'The body is larger than any search',
  }),
  FHIR_REQUEST_ID_INVALID: national({
    row: 'E4',
    status: 400,
    issue: 'value',
    code: 'INVALID_VALUE',
    diagnostics: "Invalid value - '{x}' in header 'X-Request-ID'",
  }),
  FHIR_REQUEST_ID_MISSING: national({
    row: 'E4',
    status: 400,
    issue: 'required',
    code: 'MISSING_VALUE',
    diagnostics: 'Invalid request with error - X-Request-ID header must be supplied to access this resource',
  }),
  FHIR_TOO_MANY_REQUESTS: national({
    row: 'E17',
    status: 429,
    issue: 'throttled',
    code: 'TOO_MANY_REQUESTS',
    diagnostics: 'Too many requests',
    headers: { 'Retry-After': '1' },
  }),
  FHIR_DECLARATION_INVALID: published({
    row: 'E9',
    status: 400,
    issue: 'invalid',
    code: 'PRECONDITION_FAILED',
    diagnostics: 'Missing or invalid header parameter',
  }),
  FHIR_PARAMETER_UNEXPECTED: national({
    row: 'E11',
    status: 400,
    issue: 'invariant',
    code: 'ADDITIONAL_PROPERTIES',
    diagnostics: "Invalid request with error - Additional properties are not allowed ('{x}' was unexpected)",
  }),
  FHIR_IDENTIFIER_MISSING: national({
    row: 'E10',
    status: 400,
    issue: 'required',
    code: 'MISSING_VALUE',
    diagnostics: "Missing value - '{x}'",
  }),
  FHIR_NHS_NUMBER_INVALID: published({
    row: 'E8',
    status: 400,
    issue: 'invalid',
    code: 'INVALID_SEARCH_DATA',
    diagnostics: 'Invalid NHS number',
  }),
  FHIR_FLAG_UNKNOWN: national({
    row: 'E20',
    status: 400,
    issue: 'value',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: "Unsupported value in 'code' - only child-protection-information-system-flag is served",
  }),
  FHIR_UNSUPPORTED_RESOURCE: national({
    row: 'E16',
    status: 415,
    issue: 'not-supported',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: 'Unsupported media type - the body of an operation is application/fhir+json',
  }),
  FHIR_PARAMETERS_INVALID: national({
    row: 'E21',
    status: 400,
    issue: 'value',
    code: 'INVALID_VALUE',
    diagnostics: 'Invalid Parameters - {x}',
  }),
  FHIR_NOT_IN_SANDBOX: national({
    row: 'E23',
    status: 404,
    issue: 'not-supported',
    code: 'UNSUPPORTED_VALUE',
    diagnostics: 'The sandbox has no example for this NHS number',
  }),
  FHIR_API_KEY_INVALID: national({
    row: 'E3',
    status: 401,
    issue: 'forbidden',
    code: 'ACCESS_DENIED',
    diagnostics: 'Invalid Api Key',
  }),
  FHIR_ANSWER_UNREADABLE: { ...FAULT, status: 502 },
  FHIR_NOT_CHECKED: NOT_CHECKED,
  FHIR_FAULT: FAULT,

  LOOK_UP_ORGANISATION_UNKNOWN: DENIED,
  LOOK_UP_ORGANISATION_NOT_ONBOARDED: DENIED,
  LOOK_UP_DSPT_EXPIRED: DENIED,
  LOOK_UP_AGREEMENT_LAPSED: DENIED,
  LOOK_UP_ACTIVITY_MISSING: DENIED,
  LOOK_UP_SETTING_UNKNOWN: DENIED,
  LOOK_UP_SETTING_CLOSED: DENIED,
  LOOK_UP_NOTIFYING_CODE_REFUSED: DENIED,
  LOOK_UP_SILENT_CODE_REFUSED: DENIED,
  LOOK_UP_SETTING_SILENT_ONLY: DENIED,
  LOOK_UP_ACTIVITY_SILENT_ONLY: DENIED,
  REFERENCE_INVALID: FAULT,

  ENCOUNTER_TIME_INVALID: TIME_INVALID,
  ALERT_TIME_INVALID: TIME_INVALID,
  ALERT_SETTING_NOT_SILENT: NOT_FROM_HERE,
  ALERT_SETTING_CONFIDENTIAL: NOT_FROM_HERE,

  AUTHORIZATION_MISSING: unauthorised('E1'),
  AUTHORIZATION_EMPTY: unauthorised('E2'),
  ACCESS_TOKEN_MISSING: unauthorised('E2'),
  TOKEN_TYPE_INVALID: unauthorised('E2'),
  ACCESS_TOKEN_INVALID: unauthorised('E3'),
  ACCESS_TOKEN_EXPIRED: unauthorised('E3'),
  NOT_USER_RESTRICTED: TOO_WEAK,
  ASSURANCE_TOO_LOW: TOO_WEAK,
  ROLES_SEVERAL: ROLE_UNCLEAR,
  ROLES_NONE: ROLE_UNCLEAR,
  SELECTED_ROLE_INVALID: ROLE_UNCLEAR,
  SESSION_ROLE_INVALID: ROLE_UNCLEAR,
  IDENTITY_PROVIDER_UNAVAILABLE: NOT_CHECKED,
  ROLE_DIRECTORY_INVALID: FAULT,

  DATABASE_UNAVAILABLE: NOT_CHECKED,
  TOO_MUCH_IN_HAND: NOT_CHECKED,
  CONFIG_INVALID: FAULT,
  EMBEDDED_POSTGRES_UNREACHABLE: FAULT,
  EMBEDDED_POSTGRES_MISSING: FAULT,
  EMBEDDED_POSTGRES_FAILED: FAULT,
  MASTER_KEYS_INVALID: FAULT,
  INDEX_KEY_WRONG: FAULT,
  SEALED_VALUE_UNREADABLE: FAULT,
  AUDIT_CHAIN_BROKEN: FAULT,
  AUDIT_ENTRY_UNPROVABLE: FAULT,
  AUDIT_PROOF_INVALID: FAULT,
  CHECKPOINT_INVALID: FAULT,
  CHECKPOINT_STORE_DIFFERS: FAULT,
  CHECKPOINT_STORE_INCOMPLETE: FAULT,
  NOTE_KEY_INVALID: FAULT,
  NOTE_SIGNATURE_INVALID: FAULT,
  WITNESS_INCONSISTENT: FAULT,
  MIGRATION_CHANGED: FAULT,
  MIGRATION_LOCKED: FAULT,
}

/**
 * The code an error is answered with. A database that is away, at whatever step, means that nothing was checked; what
 * nobody foresaw is a fault.
 */
export function codeOf(thrown: unknown): ErrorCode {
  if (isRefusal(thrown)) return Object.hasOwn(OUTCOMES, thrown.code) ? (thrown.code as ErrorCode) : 'FHIR_FAULT'
  return isDatabaseFault(thrown) ? 'FHIR_NOT_CHECKED' : 'FHIR_FAULT'
}
