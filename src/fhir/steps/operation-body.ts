import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { NOT_BROUGHT_REASONS, type NotBroughtReason } from '../../lookup/index.ts'
import { refusal } from '../../platform/index.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { headerOf } from '../request/header.ts'
import { readMediaRanges } from '../request/media-range.ts'
import type { Operation, OperationName } from '../request/operation.ts'
import { NHS_NUMBER_SYSTEM, NOT_BROUGHT_REASON_SYSTEM } from '../systems.ts'
import { checkAccept } from './media-types.ts'
import { readNumber } from './nhs-number.ts'

const TYPES = new Set(['application/fhir+json', 'application/json'])

/** Step 2: an operation takes and gives FHIR as JSON. Throws FHIR_NOT_ACCEPTABLE, FHIR_UNSUPPORTED_RESOURCE. */
export function checkOperationMediaTypes(_deps: FhirDeps, operation: Operation): void {
  checkAccept(headerOf(operation.headers, 'accept'), [])
  const [body] = readMediaRanges(operation.headers['content-type'] ?? '')
  if (!TYPES.has(body?.type ?? '')) throw refusal(fhirErrors, 'FHIR_UNSUPPORTED_RESOURCE')
}

/** Step 3: what writes must be known when it comes again. Throws FHIR_REQUEST_ID_MISSING. */
export function needRequestId(_deps: FhirDeps, operation: Operation): void {
  if (headerOf(operation.headers, 'x-request-id') === undefined) throw refusal(fhirErrors, 'FHIR_REQUEST_ID_MISSING')
}

const closed = { additionalProperties: false }
const instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$' })
const parameter = (
  name: string,
  value: Record<string, ReturnType<typeof Type.String> | ReturnType<typeof Type.Object>>,
) => Type.Object({ name: Type.Literal(name), ...value }, closed)
const identifier = Type.Object({ system: Type.Literal(NHS_NUMBER_SYSTEM), value: Type.String() }, closed)
const coding = Type.Object(
  { system: Type.Literal(NOT_BROUGHT_REASON_SYSTEM), code: Type.String(), display: Type.Optional(Type.String()) },
  closed,
)

const PATIENT = parameter('patient', { valueIdentifier: identifier })
/** What each operation takes: each once, in any order; only the note may be left out. */
const TAKEN = {
  'declare-unscheduled-encounter': [PATIENT, parameter('encounterAt', { valueInstant: instant })],
  'was-not-brought': [
    PATIENT,
    parameter('appointmentAt', { valueInstant: instant }),
    parameter('reason', { valueCoding: coding }),
    parameter('note', {
      valueString: Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f]+$',
      }),
    }),
  ],
} as const

const RESOURCE = Type.Object(
  {
    resourceType: Type.Literal('Parameters'),
    id: Type.Optional(Type.String()),
    meta: Type.Optional(Type.Object({})),
    parameter: Type.Array(Type.Object({ name: Type.String() })),
  },
  closed,
)

type Sent = {
  valueInstant?: string
  valueString?: string
  valueIdentifier?: { value: string }
  valueCoding?: { code: string }
}

const unreadable = (what: string) => refusal(fhirErrors, 'FHIR_PARAMETERS_INVALID', what)

/**
 * Steps 10 and 11: a Parameters resource with exactly what the operation takes. Throws FHIR_PARAMETERS_INVALID naming what
 * is wrong and never a value, FHIR_NHS_NUMBER_INVALID.
 */
export function readOperationBody(deps: FhirDeps, operation: Operation): void {
  const values = readParameters(operation.name, operation.text)
  const at = values.get('encounterAt') ?? values.get('appointmentAt')
  operation.at = new Date(at?.valueInstant ?? '')
  if (Number.isNaN(operation.at.getTime())) throw unreadable('the time')
  const code = values.get('reason')?.valueCoding?.code
  if (code !== undefined) operation.reason = reasonOf(code)
  const note = values.get('note')?.valueString
  if (note !== undefined) operation.note = note
  const nhsNumber = readNumber(deps, values.get('patient')?.valueIdentifier?.value ?? '')
  if (nhsNumber === undefined) throw refusal(fhirErrors, 'FHIR_NHS_NUMBER_INVALID')
  operation.nhsNumber = nhsNumber
}

function reasonOf(code: string): NotBroughtReason {
  if (!Object.hasOwn(NOT_BROUGHT_REASONS, code)) throw unreadable('the code of the reason')
  return code as NotBroughtReason
}

function readParameters(name: OperationName, text: string): ReadonlyMap<string, Sent> {
  const { parameter } = resourceOf(text)
  const values = new Map<string, Sent>()
  for (const schema of TAKEN[name]) {
    const called = schema.properties.name.const as string
    const [sent, ...others] = parameter.filter(one => one.name === called)
    if (sent === undefined && called === 'note') continue
    if (sent === undefined) throw unreadable(`'${called}' is missing`)
    if (others.length > 0 || !Value.Check(schema, sent)) throw unreadable(`'${called}'`)
    values.set(called, sent as Sent)
  }
  if (values.size !== parameter.length) throw unreadable('a parameter that is not taken')
  return values
}

function resourceOf(text: string): Static<typeof RESOURCE> {
  let resource: unknown
  try {
    resource = JSON.parse(text)
  } catch {
    throw unreadable('it is no JSON')
  }
  if (!Value.Check(RESOURCE, resource)) throw unreadable('it is no Parameters resource')
  return resource as Static<typeof RESOURCE>
}
