import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readNumberChangeEvent } from './number-change-event.ts'

const NUMBER = '9990100705'
const ID = '6c1b0d0e-6e1c-4b7e-8f1c-0a5d6f1f2a11'
const PATIENT = `https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/${NUMBER}`
const cloudEvent = {
  specversion: '1.0',
  id: ID,
  source: 'https://fhir.nhs.uk/Id/nhsSpineASID/200000000001',
  type: 'nhs-number-change-2',
  time: '2026-03-08T02:10:00Z',
  dataref: PATIENT,
  subject: NUMBER,
}

const parts = (type: object, subject: object, focus: string) => [
  { name: 'subscription', valueReference: { reference: 'Subscription/1' } },
  { name: 'status', valueCode: 'active' },
  { name: 'type', valueCode: 'event-notification' },
  {
    name: 'notification-event',
    part: [
      { name: 'event-number', valueString: '1' },
      { name: 'timestamp', valueInstant: '2026-03-08T02:10:00Z' },
      { name: 'focus', valueReference: { reference: focus } },
    ],
  },
  {
    name: 'additional-context',
    part: [
      { name: 'event-type', ...type },
      { name: 'source', valueString: 'x' },
      { name: 'subject', ...subject },
    ],
  },
]
const identified = (value: string) => ({
  valueReference: { identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value } },
})
const bundle = (
  parameter: object[] = parts({ valueString: 'nhs-number-change-2' }, identified(NUMBER), PATIENT),
  id: object = { id: ID },
) => ({
  resourceType: 'Bundle',
  ...id,
  type: 'history',
  entry: [
    {
      fullUrl: 'urn:uuid:x',
      resource: { resourceType: 'Parameters', parameter },
      request: { method: 'GET', url: 'x' },
      response: { status: '200' },
    },
  ],
})
const read = (content: unknown) =>
  readNumberChangeEvent(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)))
const isUnreadable = (content: unknown, reason: string) =>
  assert.deepEqual(read(content), { kind: 'unreadable', reason }, JSON.stringify(content))

test('a CloudEvent', () => {
  const { dataref, ...withoutReference } = cloudEvent
  const event = { kind: 'event', id: ID, number: NUMBER }
  assert.deepEqual(read(cloudEvent), event)
  assert.deepEqual(read(withoutReference), event)
  assert.deepEqual(read({ ...cloudEvent, datacontenttype: 'application/json', traceparent: '00-x' }), event)
  assert.deepEqual(read({ ...cloudEvent, time: '2026-03-08T02:10:00.123+01:00' }), event)
  assert.deepEqual(read(`\uFEFF${JSON.stringify(cloudEvent)}`), event, 'behind a byte order mark')
})

test('the Bundle of the FHIR form, with and without an id of its own', () => {
  assert.deepEqual(read(bundle()), { kind: 'event', id: ID, number: NUMBER })
  const code = parts({ valueCode: 'nhs-number-change-2' }, {}, `Patient/${NUMBER}`)
  assert.deepEqual(read(bundle(code, {})), { kind: 'event', number: NUMBER })
})

test('not JSON, too large, not an event', () => {
  isUnreadable('', 'NOT_JSON')
  isUnreadable('<xml/>', 'NOT_JSON')
  assert.deepEqual(readNumberChangeEvent(Buffer.from([0x7b, 0xff, 0x7d])), { kind: 'unreadable', reason: 'NOT_JSON' })
  isUnreadable(' '.repeat(65_537), 'TOO_LARGE')
  for (const wrong of [
    null,
    [],
    [cloudEvent],
    'text',
    {},
    { ...cloudEvent, specversion: '0.3' },
    { ...cloudEvent, id: '' },
    { ...cloudEvent, id: 'x'.repeat(256) },
    { ...cloudEvent, id: 'a\u0000b' },
    { ...cloudEvent, id: 7 },
    { ...cloudEvent, source: '' },
    { ...cloudEvent, type: '' },
    { ...cloudEvent, time: 'yesterday' },
    { ...cloudEvent, subject: Number(NUMBER) },
    { ...cloudEvent, dataref: null },
    { ...bundle(), type: 'searchset' },
    { ...bundle(), entry: [] },
    { ...bundle(), entry: [...bundle().entry, ...bundle().entry] },
    bundle([{ name: 7 }] as object[]),
  ])
    isUnreadable(wrong === 'text' ? '"text"' : wrong, 'NOT_AN_EVENT')
})

test('another event', () => {
  isUnreadable({ ...cloudEvent, type: 'nhs-number-change-1' }, 'ANOTHER_EVENT')
  isUnreadable({ ...cloudEvent, type: 'pds-record-change-2' }, 'ANOTHER_EVENT')
  isUnreadable(bundle(parts({ valueString: 'pds-change-of-gp-2' }, identified(NUMBER), PATIENT)), 'ANOTHER_EVENT')
  isUnreadable(bundle(parts({}, identified(NUMBER), PATIENT)), 'ANOTHER_EVENT')
})

test('no NHS number, or two', () => {
  for (const subject of ['', '9990100706', '999 010 0705', `${NUMBER} `])
    isUnreadable({ ...cloudEvent, subject }, 'NUMBER_INVALID')
  const type = { valueString: 'nhs-number-change-2' }
  isUnreadable(bundle(parts(type, {}, 'Patient/')), 'NUMBER_INVALID')
  isUnreadable(bundle(parts(type, {}, 'Person/9990100705')), 'NUMBER_INVALID')
  isUnreadable({ ...cloudEvent, dataref: PATIENT.replace(NUMBER, '9990100772') }, 'NUMBERS_DISAGREE')
  isUnreadable({ ...cloudEvent, dataref: 'https://example.org/elsewhere' }, 'NUMBERS_DISAGREE')
  isUnreadable(bundle(parts(type, identified('9990100772'), PATIENT)), 'NUMBERS_DISAGREE')
})

test('whatever comes, it never throws, and says nothing but the number and the id', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => readNumberChangeEvent(bytes).kind === 'unreadable'))
  const damaged = fc.record({ key: fc.constantFrom(...Object.keys(cloudEvent)), value: fc.jsonValue() })
  fc.assert(
    fc.property(damaged, ({ key, value }) => {
      const event = read({ ...cloudEvent, [key]: value })
      assert.ok(event.kind === 'unreadable' || event.number === NUMBER)
    }),
  )
})
