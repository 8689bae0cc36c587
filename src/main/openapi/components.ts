import { OUTCOMES } from '../../fhir/index.ts'
import { content, FHIR } from './parts.ts'
import { SCHEMAS } from './schemas.ts'

const header = (name: string, description: string, more: object = {}) => ({
  in: 'header',
  name,
  description,
  schema: { type: 'string' },
  ...more,
})

const query = (name: string, description: string, more: object = {}) => ({
  in: 'query',
  name,
  description,
  required: true,
  schema: { type: 'string' },
  ...more,
})

const UUID = { type: 'string', format: 'uuid' }

const PARAMETERS = {
  IsUnscheduledAccessEvent: header(
    'IsUnscheduledAccessEvent',
    '`true`, or no header at all: the access is written into the history and the local authority is told. `false`: ' +
      'neither. Your role and care setting must allow it; nothing is downgraded in silence.',
    { schema: { type: 'string', enum: ['true', 'false'] } },
  ),
  XRequestId: header(
    'X-Request-ID',
    'Your id of this request. Sent again within 24 hours, an access is written once: repeat with the same id.',
    { schema: UUID },
  ),
  RequiredRequestId: header('X-Request-ID', 'Your id of this request; sent again, what it declares counts once.', {
    required: true,
    schema: UUID,
  }),
  XCorrelationId: header('X-Correlation-ID', 'Comes back as sent.'),
  TraceId: header('TraceID', 'Your own reference; comes back as sent, and is the id where no X-Request-ID is sent.'),
  SessionRole: header('NHSD-Session-URID', 'The role profile the user acts in, where they have several.', {
    schema: { type: 'string', pattern: '^[0-9]+$' },
  }),
  PatientIdentifier: query(
    'patient:identifier',
    'Exactly one, `https://fhir.nhs.uk/Id/nhs-number|` and ten digits with the right check digit.',
    { example: 'https://fhir.nhs.uk/Id/nhs-number|9990100004' },
  ),
  Patient: query('patient', 'A bare NHS number.', { example: '9990100004' }),
  FlagCode: query('code', 'The only flag that is served.', {
    required: false,
    schema: { type: 'string', enum: ['child-protection-information-system-flag'] },
  }),
  Include: query('_include', 'What is included anyway.', {
    required: false,
    schema: { type: 'string', enum: ['AuditEvent:agent', 'AuditEvent:agent:PractitionerRole'] },
  }),
  Format: query('_format', 'Instead of an Accept header.', {
    required: false,
    schema: { type: 'string', enum: ['json'] },
  }),
}

/** The rows of the catalogue, as a table. */
function refusalTable(): string {
  const rows = Object.entries(OUTCOMES)
    .filter(([, { status }]) => status >= 400 && status < 500)
    .map(
      ([code, { row, status, code: national, diagnostics }]) =>
        `| ${row} | ${status} | ${national} | ${code} | ${diagnostics} |`,
    )
  return [
    '| Row | Status | details.coding.code | Ours | diagnostics |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } }

/** What the paths refer to. */
export function components(): object {
  return {
    schemas: SCHEMAS,
    parameters: PARAMETERS,
    responses: {
      Refusal: {
        description: `Refused; nothing about a child is said.\n\n${refusalTable()}`,
        content: content(FHIR, 'OperationOutcome', 'invalid-nhs-number'),
      },
      Fault: { description: 'A fault, with a reference and nothing more', content: content(FHIR, 'OperationOutcome') },
      NotChecked: {
        description:
          'The register could not be read: nothing is known about the child either way. Repeat with the same ' +
          'X-Request-ID, twice within seconds; then phone the local authority. Never show it as "nothing found".',
        headers: retryAfter,
        content: content(FHIR, 'OperationOutcome'),
      },
    },
    securitySchemes: {
      user: { type: 'http', scheme: 'bearer', description: 'An access token of a signed-in user, of /oauth2/token' },
      statusKey: { type: 'apiKey', in: 'header', name: 'apikey' },
    },
  }
}
