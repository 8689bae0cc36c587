import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendarDate } from '../../platform/index.ts'
import { readSearchAnswer } from './search-answer.ts'

const TODAY = calendarDate('2026-03-02')
const patient = (id = '9990100004') => ({
  resourceType: 'Patient',
  id,
  meta: {
    versionId: '3',
    security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
  },
  name: [{ use: 'usual', given: ['Robin'], family: 'Sample' }],
  birthDate: '2016-04-02',
})
const searchset = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  ...(resources.length > 0 && {
    entry: resources.map(resource => ({ fullUrl: 'x', search: { score: 0.9 }, resource })),
  }),
})
const outcome = (code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ details: { coding: [{ system: 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode', code }] } }],
})
const read = (body: unknown, status = 200) => readSearchAnswer({ status, body }, TODAY)

test('one, none, several, too many', () => {
  const person = { nhsNumber: '9990100004', given: ['Robin'], family: 'Sample', birthDate: '2016-04-02' }
  assert.deepEqual(read(searchset(patient())), { kind: 'one', person: { ...person, security: 'R', versionId: '3' } })
  assert.deepEqual(read(searchset()), { kind: 'none' })
  assert.deepEqual(read({ ...searchset(), entry: [] }), { kind: 'none' })
  assert.deepEqual(read(searchset(patient(), patient('9990100071'))), { kind: 'several' })
  assert.deepEqual(read(outcome('TOO_MANY_MATCHES')), { kind: 'several' })
})

test('every other answer is not understood, and says which', () => {
  for (const [status, body, detail] of [
    [400, outcome('INVALID_SEARCH_DATA'), 'HTTP 400 INVALID_SEARCH_DATA'],
    [403, outcome('INVALID_VALUE'), 'HTTP 403 INVALID_VALUE'],
    [404, outcome('RESOURCE_NOT_FOUND'), 'HTTP 404 RESOURCE_NOT_FOUND'],
    [200, outcome('RESOURCE_NOT_FOUND'), 'not a searchset'],
    [200, undefined, 'not a searchset'],
    [200, patient(), 'not a searchset'],
    [200, { ...searchset(), type: 'history' }, 'not a searchset'],
    [200, { ...searchset(), total: 1 }, 'a total of another number'],
    [200, { ...searchset(patient()), total: 0 }, 'a total of another number'],
    [200, searchset({ ...patient(), resourceType: 'Person' }), 'not a Patient as agreed'],
    [200, searchset({ ...patient(), id: '9990100005' }), 'the id is no NHS number'],
  ] as [number, unknown, string][])
    assert.throws(() => read(body, status), {
      code: 'PDS_ANSWER_UNKNOWN',
      message: `PDS answered in a way that is not known here (${detail})`,
    })
})

test('nothing but an empty searchset reads as none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.jsonValue(), (status, body) => {
      try {
        assert.notEqual(read(body, status).kind, 'none')
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'PDS_ANSWER_UNKNOWN')
      }
    }),
  )
})
