import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type NhsNumber, readNhsNumber } from '../nhs-number.ts'

/** News that a number changed. It tells neither how nor to which other: that is asked of PDS (fhir-api.md 10). */
export type NumberChangeEvent = {
  readonly kind: 'event'
  /** The event's own id; a Bundle may have none. */
  readonly id?: string
  readonly number: NhsNumber
}

/** Why a message is no such event; about its form only, so that it may be logged. */
export type UnreadableEvent = {
  readonly kind: 'unreadable'
  readonly reason: 'TOO_LARGE' | 'NOT_JSON' | 'NOT_AN_EVENT' | 'ANOTHER_EVENT' | 'NUMBER_INVALID' | 'NUMBERS_DISAGREE'
}

const EVENT_TYPE = 'nhs-number-change-2'
/** An event has half a kilobyte; beyond this it is none (our own limit). */
const LARGEST_BODY = 65_536

const Id = Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]{1,255}$' })
const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$' })

// Further attributes are allowed by the CloudEvents specification and are read past.
const CloudEvent = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Id,
  source: Type.String({ minLength: 1 }),
  type: Type.String({ minLength: 1 }),
  time: Instant,
  dataref: Type.Optional(Type.String()),
  subject: Type.String(),
})

const Reference = Type.Object({
  reference: Type.Optional(Type.String()),
  identifier: Type.Optional(Type.Object({ value: Type.String() })),
})
const Part = Type.Object({
  name: Type.String(),
  valueString: Type.Optional(Type.String()),
  valueCode: Type.Optional(Type.String()),
  valueReference: Type.Optional(Reference),
})
const Parameter = Type.Object({ name: Type.String(), part: Type.Optional(Type.Array(Part)) })
const Parameters = Type.Object({ resourceType: Type.Literal('Parameters'), parameter: Type.Array(Parameter) })
const Bundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  id: Type.Optional(Id),
  type: Type.Literal('history'),
  entry: Type.Array(Type.Object({ resource: Parameters }), { minItems: 1, maxItems: 1 }),
})

const cloudEvents = Compile(CloudEvent)
const bundles = Compile(Bundle)

/**
 * Reads the body of a message that tells of a changed number: a CloudEvent as JSON, or the Bundle of its FHIR form
 * (fhir-api.md 10). Whatever else it is comes back as `unreadable`; never throws.
 */
export function readNumberChangeEvent(body: Uint8Array): NumberChangeEvent | UnreadableEvent {
  if (body.length > LARGEST_BODY) return unreadable('TOO_LARGE')
  const content = parsed(body)
  if (content === undefined) return unreadable('NOT_JSON')
  if (cloudEvents.Check(content)) return ofCloudEvent(content)
  return bundles.Check(content) ? ofBundle(content) : unreadable('NOT_AN_EVENT')
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

function ofCloudEvent(event: Static<typeof CloudEvent>): NumberChangeEvent | UnreadableEvent {
  if (event.type !== EVENT_TYPE) return unreadable('ANOTHER_EVENT')
  return eventOf([event.subject, ...numberAt(event.dataref)], event.id)
}

function ofBundle(bundle: Static<typeof Bundle>): NumberChangeEvent | UnreadableEvent {
  const parts = bundle.entry[0]?.resource.parameter.flatMap(parameter => parameter.part ?? []) ?? []
  const named = (name: string) => parts.find(part => part.name === name)
  const type = named('event-type')
  if ((type?.valueString ?? type?.valueCode) !== EVENT_TYPE) return unreadable('ANOTHER_EVENT')
  const subject = named('subject')?.valueReference?.identifier?.value
  const focus = numberAt(named('focus')?.valueReference?.reference)
  return eventOf([...(subject === undefined ? [] : [subject]), ...focus], bundle.id)
}

/** The last segment of a reference to a Patient; the address itself is never followed. */
function numberAt(reference: string | undefined): string[] {
  if (reference === undefined) return []
  return [/(?:^|\/)Patient\/([^/?#]*)$/.exec(reference)?.[1] ?? '']
}

function eventOf(numbers: readonly string[], id: string | undefined): NumberChangeEvent | UnreadableEvent {
  const [first = ''] = numbers
  const number = readNhsNumber(first)
  if (number === undefined) return unreadable('NUMBER_INVALID')
  if (numbers.some(other => other !== number)) return unreadable('NUMBERS_DISAGREE')
  return { kind: 'event', number, ...(id !== undefined && { id }) }
}

function unreadable(reason: UnreadableEvent['reason']): UnreadableEvent {
  return { kind: 'unreadable', reason }
}
