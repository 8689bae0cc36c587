import { careSettingsErrors } from '../../../src/care-settings/index.ts'
import { identityErrors } from '../../../src/identity/index.ts'
import { refusal } from '../../../src/platform/index.ts'
import { type Asked, type Behind, byNumber, notChecked } from './edge.ts'

/** What a row of fhir-api.md 4.5 looks like: issue code, national code, its display, diagnostics. */
export type Issue = readonly [string, string, string, string]

export type Case = {
  readonly row: string
  readonly asked?: Asked
  readonly behind?: Behind
  readonly status: number
  readonly issue: Issue
  readonly headers?: Record<string, string>
  /** Told to the audit; absent where nothing about a child was asked. */
  readonly recorded?: string
}

export const throwing = (error: unknown) => async (): Promise<never> => {
  throw error
}
const identityRefuses = (code: keyof typeof identityErrors): Behind => ({
  identify: throwing(refusal(identityErrors, code)),
})
const careSettingsRefuse = (code: keyof typeof careSettingsErrors): Behind => ({
  decideLookUp: throwing(refusal(careSettingsErrors, code)),
})

const UNAUTHORISED = { 'www-authenticate': 'Bearer' }
const unauthorised = (words: string): Issue => ['forbidden', 'ACCESS_DENIED', 'Access Denied - Unauthorised', words]
const DENIED = 'Access has been denied to process this request'
const denied = (words: string): Issue => ['forbidden', 'ACCESS_DENIED', DENIED, words]
const roleUnclear = (words: string): Issue => ['value', 'INVALID_VALUE', 'Provided value is invalid', words]
const unsupported = (words: string): Issue => [
  'not-supported',
  'UNSUPPORTED_VALUE',
  'Provided value is not supported',
  words,
]
const WRONG_METHOD: Issue = ['not-supported', 'UNSUPPORTED_SERVICE', 'Unsupported Service', 'Unsupported method']
const WRONG_TYPE = 'Unsupported media type - answers are application/fhir+json'
const WRONG_BODY = 'Unsupported media type - the body of a search is application/x-www-form-urlencoded'
const NOT_CHECKED: Issue = [
  'transient',
  'UNABLE_TO_CALL_SERVICE',
  'Unable to call service',
  'The register could not be read, so nothing is known about this child either way. ' +
    'Phone the local authority and follow your local safeguarding procedure',
]
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const connectionLost = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

/** Every row of the table, each with the answer it must give. E18 and the strict E4 have tests of their own. */
export const CASES: readonly Case[] = [
  {
    row: 'E1',
    behind: identityRefuses('AUTHORIZATION_MISSING'),
    status: 401,
    issue: unauthorised('Missing Authorization header'),
    headers: UNAUTHORISED,
    recorded: 'AUTHORIZATION_MISSING',
  },
  {
    row: 'E2 empty',
    behind: identityRefuses('AUTHORIZATION_EMPTY'),
    status: 401,
    issue: unauthorised('Empty Authorization header'),
    headers: UNAUTHORISED,
    recorded: 'AUTHORIZATION_EMPTY',
  },
  {
    row: 'E2 no token',
    behind: identityRefuses('ACCESS_TOKEN_MISSING'),
    status: 401,
    issue: unauthorised('Missing access token'),
    headers: UNAUTHORISED,
    recorded: 'ACCESS_TOKEN_MISSING',
  },
  {
    row: 'E2 type',
    behind: {
      identify: throwing(
        refusal(
          { TOKEN_TYPE_INVALID: { status: 401, sentence: "Invalid token type 'Basic', must be 'Bearer'" } },
          'TOKEN_TYPE_INVALID',
        ),
      ),
    },
    status: 401,
    issue: unauthorised("Invalid token type 'Basic', must be 'Bearer'"),
    headers: UNAUTHORISED,
    recorded: 'TOKEN_TYPE_INVALID',
  },
  {
    row: 'E3 invalid',
    behind: identityRefuses('ACCESS_TOKEN_INVALID'),
    status: 401,
    issue: unauthorised('Invalid Access Token'),
    headers: UNAUTHORISED,
    recorded: 'ACCESS_TOKEN_INVALID',
  },
  {
    row: 'E3 expired',
    behind: identityRefuses('ACCESS_TOKEN_EXPIRED'),
    status: 401,
    issue: unauthorised('Access Token expired'),
    headers: UNAUTHORISED,
    recorded: 'ACCESS_TOKEN_EXPIRED',
  },
  {
    row: 'E4 malformed',
    asked: { headers: { 'x-request-id': '1234' } },
    status: 400,
    issue: ['value', 'INVALID_VALUE', 'Provided value is invalid', "Invalid value - '1234' in header 'X-Request-ID'"],
    recorded: 'FHIR_REQUEST_ID_INVALID',
  },
  {
    row: 'E4 an NHS number for an id, with other text',
    asked: { headers: { 'x-request-id': `child 999 010 0004 ${'x'.repeat(80)}` } },
    status: 400,
    issue: [
      'value',
      'INVALID_VALUE',
      'Provided value is invalid',
      `Invalid value - 'child [number] ${'x'.repeat(45)}' in header 'X-Request-ID'`,
    ],
    recorded: 'FHIR_REQUEST_ID_INVALID',
  },
  {
    row: 'E5 several roles',
    behind: identityRefuses('ROLES_SEVERAL'),
    status: 400,
    issue: roleUnclear('multiple roles found in user info, please check NHSD-Session-URID'),
    recorded: 'ROLES_SEVERAL',
  },
  {
    row: 'E5 no role',
    behind: identityRefuses('ROLES_NONE'),
    status: 400,
    issue: roleUnclear('no userroles available, please check NHSD-Session-URID is valid'),
    recorded: 'ROLES_NONE',
  },
  {
    row: 'E5 selected role',
    behind: identityRefuses('SELECTED_ROLE_INVALID'),
    status: 400,
    issue: roleUnclear('selected_roleid is misconfigured/invalid'),
    recorded: 'SELECTED_ROLE_INVALID',
  },
  {
    row: 'E5 session role',
    behind: identityRefuses('SESSION_ROLE_INVALID'),
    status: 400,
    issue: roleUnclear('NHSD-Session-URID is invalid'),
    recorded: 'SESSION_ROLE_INVALID',
  },
  {
    row: 'E6 assurance',
    behind: identityRefuses('ASSURANCE_TOO_LOW'),
    status: 403,
    issue: denied('assurance level too low'),
    recorded: 'ASSURANCE_TOO_LOW',
  },
  {
    row: 'E6 no user',
    behind: identityRefuses('NOT_USER_RESTRICTED'),
    status: 403,
    issue: denied('not a user-restricted token'),
    recorded: 'NOT_USER_RESTRICTED',
  },
  ...(
    [
      'LOOK_UP_ORGANISATION_UNKNOWN',
      'LOOK_UP_ORGANISATION_NOT_ONBOARDED',
      'LOOK_UP_DSPT_EXPIRED',
      'LOOK_UP_AGREEMENT_LAPSED',
      'LOOK_UP_ACTIVITY_MISSING',
      'LOOK_UP_SETTING_UNKNOWN',
      'LOOK_UP_SETTING_CLOSED',
      'LOOK_UP_NOTIFYING_CODE_REFUSED',
      'LOOK_UP_SILENT_CODE_REFUSED',
      'LOOK_UP_ACTIVITY_SILENT_ONLY',
      'LOOK_UP_SETTING_SILENT_ONLY',
    ] as const
  ).map(code => ({
    row: `E7 ${code}`,
    behind: careSettingsRefuse(code),
    status: 403,
    issue: denied(DENIED),
    recorded: code,
  })),
  {
    row: 'E8',
    asked: { query: byNumber('9000000000') },
    status: 400,
    issue: ['invalid', 'INVALID_SEARCH_DATA', 'Invalid NHS number', 'Invalid NHS number'],
    recorded: 'FHIR_NHS_NUMBER_INVALID',
  },
  {
    row: 'E9',
    asked: { headers: { isunscheduledaccessevent: 'yes' } },
    status: 400,
    issue: [
      'invalid',
      'PRECONDITION_FAILED',
      'Missing or invalid header parameter',
      'Missing or invalid header parameter',
    ],
    recorded: 'FHIR_DECLARATION_INVALID',
  },
  {
    row: 'E10',
    asked: { query: '' },
    status: 400,
    issue: ['required', 'MISSING_VALUE', 'Required value is missing', "Missing value - 'patient:identifier'"],
    recorded: 'FHIR_IDENTIFIER_MISSING',
  },
  {
    row: 'E11',
    asked: { query: `${byNumber('9990100004')}&_summary=count` },
    status: 400,
    issue: [
      'invariant',
      'ADDITIONAL_PROPERTIES',
      'Additional properties should not be included',
      "Invalid request with error - Additional properties are not allowed ('_summary' was unexpected)",
    ],
    recorded: 'FHIR_PARAMETER_UNEXPECTED',
  },
  ...['/Nothing', '/CareTeam/', '/CareTeam/5c1f7a52-8f5e-4f7f-9a7b-0b0f4f1c2d31', '/careteam', ''].map(
    (at): Case => ({
      row: `E14 '${at}'`,
      asked: { path: at },
      status: 404,
      issue: ['not-found', 'UNSUPPORTED_SERVICE', 'Unsupported Service', 'Unsupported path'],
    }),
  ),
  ...(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST'] as const).map(
    (method): Case => ({
      row: `E15 ${method}`,
      asked: { method, path: '/AuditEvent' },
      status: 405,
      issue: WRONG_METHOD,
      headers: { allow: 'GET' },
      recorded: 'FHIR_WRONG_METHOD',
    }),
  ),
  {
    row: 'E15 GET of _search',
    asked: { path: '/CareTeam/_search' },
    status: 405,
    issue: WRONG_METHOD,
    headers: { allow: 'POST' },
    recorded: 'FHIR_WRONG_METHOD',
  },
  {
    row: 'E15 POST of metadata',
    asked: { method: 'POST', path: '/metadata' },
    status: 405,
    issue: WRONG_METHOD,
    headers: { allow: 'GET' },
  },
  ...[
    'application/fhir+xml',
    'text/html',
    'application/fhir+json; fhirVersion=3.0',
    'application/fhir+json;version=2',
    'application/fhir+json;q=0',
  ].map(
    (accept): Case => ({
      row: `E16 Accept ${accept}`,
      asked: { headers: { accept } },
      status: 406,
      issue: unsupported(WRONG_TYPE),
      recorded: 'FHIR_NOT_ACCEPTABLE',
    }),
  ),
  {
    row: 'E16 _format',
    asked: { query: `${byNumber('9990100004')}&_format=xml` },
    status: 406,
    issue: unsupported(WRONG_TYPE),
    recorded: 'FHIR_NOT_ACCEPTABLE',
  },
  {
    row: 'E16 metadata',
    asked: { path: '/metadata', headers: { accept: 'text/html' } },
    status: 406,
    issue: unsupported(WRONG_TYPE),
  },
  ...['application/json', 'application/fhir+json', 'text/plain', 'nonsense', ''].map(
    (type): Case => ({
      row: `E16 body '${type}'`,
      asked: {
        method: 'POST',
        path: '/CareTeam/_search',
        query: '',
        form: byNumber('9990100004'),
        headers: type ? { 'content-type': type } : {},
      },
      status: 415,
      issue: unsupported(WRONG_BODY),
      recorded: 'FHIR_UNSUPPORTED_BODY',
    }),
  ),
  {
    row: 'E16 too large',
    asked: { method: 'POST', path: '/CareTeam/_search', query: '', form: 'x'.repeat(10_000), headers: FORM },
    status: 413,
    issue: ['too-long', 'UNSUPPORTED_VALUE', 'Provided value is not supported', 'The body is larger than any search'],
    recorded: 'FHIR_BODY_TOO_LARGE',
  },
  {
    row: 'E17',
    behind: { mayAsk: () => false },
    status: 429,
    issue: ['throttled', 'TOO_MANY_REQUESTS', 'Too many requests', 'Too many requests'],
    headers: { 'retry-after': '1' },
    recorded: 'FHIR_TOO_MANY_REQUESTS',
  },
  {
    row: 'E19 the register was not read',
    behind: { answer: notChecked },
    status: 503,
    issue: NOT_CHECKED,
    headers: { 'retry-after': '5' },
    recorded: 'FHIR_NOT_CHECKED',
  },
  {
    row: 'E19 the register was too slow',
    asked: { path: '/AuditEvent' },
    behind: { answer: { ...notChecked, kind: 'NotChecked', reason: 'too-slow' } },
    status: 503,
    issue: NOT_CHECKED,
    headers: { 'retry-after': '5' },
    recorded: 'FHIR_NOT_CHECKED',
  },
  {
    row: 'E19 the database is away when the role is looked for',
    behind: { identify: throwing(connectionLost) },
    status: 503,
    issue: NOT_CHECKED,
    headers: { 'retry-after': '5' },
    recorded: 'FHIR_NOT_CHECKED',
  },
  {
    row: 'E19 CIS2 is away',
    behind: identityRefuses('IDENTITY_PROVIDER_UNAVAILABLE'),
    status: 503,
    issue: NOT_CHECKED,
    headers: { 'retry-after': '5' },
    recorded: 'IDENTITY_PROVIDER_UNAVAILABLE',
  },
  {
    row: 'E3 status page',
    asked: { path: '/_status', query: '' },
    status: 401,
    issue: unauthorised('Invalid Api Key'),
    headers: UNAUTHORISED,
  },
]
