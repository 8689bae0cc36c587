import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertValidFhir } from '../../test/support/valid-fhir.ts'
import { outcomeBody, REQUEST_ID, send, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

let pds: PdsStandIn
before(async () => {
  pds = await standIn()
})
after(() => pds.stop())

const read = (number: string, headers = {}) => send(`${pds.url}/Patient/${number}`, headers)
const NOT_FOUND = outcomeBody('information', 'not-found', ['RESOURCE_NOT_FOUND', 'Resource not found'])

test('the base is that of PDS', () => {
  assert.match(pds.url, /^http:\/\/127\.0\.0\.1:\d+\/personal-demographics\/FHIR\/R4$/)
})

test('a current person, whole, with ETag and both ids mirrored', async () => {
  const { status, headers, body } = await read('9990100004', { 'x-correlation-id': 'abc' })
  assert.equal(status, 200)
  assert.equal(headers.get('etag'), 'W/"1"')
  assert.equal(headers.get('content-type'), 'application/fhir+json')
  assert.equal(headers.get('x-request-id'), REQUEST_ID)
  assert.equal(headers.get('x-correlation-id'), 'abc')
  const { identifier, ...rest } = body
  assert.equal(identifier[0].value, '9990100004')
  assert.equal(identifier[0].extension[0].valueCodeableConcept.coding[0].code, '01')
  const period = { start: '2016-04-02' }
  assert.deepEqual(rest, {
    resourceType: 'Patient',
    id: '9990100004',
    meta: {
      versionId: '1',
      security: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
          code: 'U',
          display: 'unrestricted',
        },
      ],
    },
    name: [{ id: 'n1', use: 'usual', period, given: ['Robin', 'Lee'], family: 'Sample' }],
    gender: 'female',
    birthDate: '2016-04-02',
    address: [{ id: 'a1', use: 'home', period, line: ['1 Example Street', 'EXAMPLETON'], postalCode: 'ZZ99 3CZ' }],
    telecom: [{ id: 't1', system: 'phone', value: '01632960100', use: 'home', period }],
    generalPractitioner: [
      {
        id: 'g1',
        type: 'Organization',
        identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'Y12345', period },
      },
    ],
  })
})

test('every body is valid FHIR', async () => {
  for (const number of ['9990100004', '9990100918', '9990100985', '9990100845', '9990101051', '9990101116'])
    assertValidFhir((await read(number)).body)
  assertValidFhir((await send(`${pds.url}/Patient?family=Sa*&birthdate=eq2016-04-02`)).body)
  assertValidFhir((await send(`${pds.url}/Patient?family=Sa*&birthdate=eq2016-04-02&_max-results=1`)).body)
})

test('superseded: the new record', async () => {
  const { status, body } = await read('9990100705')
  assert.equal(status, 200)
  assert.equal(body.id, '9990100772')
  assert.equal(body.name[0].family, 'Newname')
})

test('restricted: no address, telecom or practice; very restricted: no name, birth date or gender either', async () => {
  const restricted = (await read('9990100918')).body
  assert.deepEqual(restricted.meta.security[0].code, 'R')
  assert.deepEqual(Object.keys(restricted), ['resourceType', 'id', 'identifier', 'meta', 'name', 'gender', 'birthDate'])
  const veryRestricted = (await read('9990100985')).body
  assert.deepEqual(veryRestricted.meta.security[0], {
    system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    code: 'V',
    display: 'very restricted',
  })
  assert.deepEqual(Object.keys(veryRestricted), ['resourceType', 'id', 'identifier', 'meta'])
})

test('invalidated', async () => {
  const { status, body } = await read('9990100845')
  assert.equal(status, 404)
  assert.deepEqual(
    body,
    outcomeBody('error', 'processing', [
      'INVALIDATED_RESOURCE',
      'Resource that has been marked as invalid was requested - invalid resources cannot be retrieved',
    ]),
  )
})

test('unknown: played, and held by nobody', async () => {
  for (const number of ['9990101051', '9990102007']) {
    const { status, body } = await read(number)
    assert.equal(status, 404)
    assert.deepEqual(body, NOT_FOUND)
  }
})

test('a number of the wrong form or check digit', async () => {
  for (const number of ['9990100005', '999010000', '99901000044', 'abc', '999%20010%200004']) {
    const { status, body } = await read(number)
    assert.equal(status, 400)
    assert.deepEqual(body, outcomeBody('error', 'value', ['INVALID_RESOURCE_ID', 'Resource Id is invalid']))
  }
})

test('throttled: 429, one second', async () => {
  const { status, headers, body } = await read('9990101108')
  assert.equal(status, 429)
  assert.equal(headers.get('retry-after'), '1')
  assert.deepEqual(body, outcomeBody('error', 'value', ['TOO_MANY_REQUESTS', 'Too many requests']))
})

test('down: 503, five seconds', async () => {
  const { status, headers, body } = await read('9990101116')
  assert.equal(status, 503)
  assert.equal(headers.get('retry-after'), '5')
  assert.deepEqual(body, outcomeBody('error', 'timeout', ['SERVICE_UNAVAILABLE', 'Service unavailable']))
})

test('slow: the person, late', async () => {
  assert.equal((await read('9990101124')).body.name[0].family, 'Late')
})

test('stopping does not wait for a slow answer', async () => {
  const other = await standIn({ slowMs: 60_000 })
  const waiting = send(`${other.url}/Patient/9990101124`)
  const ended = assert.rejects(waiting)
  await send(`${other.url}/Patient/9990100004`)
  await other.stop()
  await ended
})

test('without a number, with another method, on another path', async () => {
  const unsupported = outcomeBody('error', 'processing', ['UNSUPPORTED_SERVICE', 'Unsupported Service'])
  for (const [address, method] of [
    [`${pds.url}/Patient/`, 'GET'],
    [`${pds.url}/Patient`, 'GET'],
    [`${pds.url}/Patient/9990100004`, 'PUT'],
    [`${pds.url}/Patient/9990100004`, 'PATCH'],
    [`${pds.url}/Patient`, 'POST'],
  ] as const) {
    const { status, body } = await send(address, { 'content-type': 'application/fhir+json' }, method)
    assert.equal(status, 400)
    assert.deepEqual(body, unsupported)
  }
  const { status, headers, body } = await send(`${pds.url}/HelloWorld?a=1`)
  assert.equal(status, 400)
  assert.equal(headers.get('x-request-id'), REQUEST_ID)
  assert.deepEqual(
    body,
    outcomeBody(
      'error',
      'processing',
      ['UNSUPPORTED_REQUEST', 'The request is not one that is supported.'],
      "Unsupported path - '/HelloWorld'",
    ),
  )
})
