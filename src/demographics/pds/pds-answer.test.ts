import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendarDate } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { readAnswer } from './pds-answer.ts'

const ASKED = '9990100004' as NhsNumber
const TODAY = calendarDate('2026-03-02')
const SPINE = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

const security = (code: string) => [{ system: CONFIDENTIALITY, code, display: 'as PDS says' }]
const patient = (parts: object = {}) => ({
  resourceType: 'Patient',
  id: ASKED,
  meta: { versionId: '3', security: security('U') },
  name: [{ id: 'n1', use: 'usual', period: { start: '2016-04-02' }, given: ['Robin', 'Lee'], family: 'Sample' }],
  gender: 'female',
  birthDate: '2016-04-02',
  ...parts,
})
const refused = (...codes: (string | undefined)[]) => ({
  resourceType: 'OperationOutcome',
  issue: codes.map(code => ({ severity: 'error', code: 'x', details: { coding: [{ system: SPINE, code }] } })),
})
const read = (body: unknown, status = 200) => readAnswer({ status, body }, ASKED, TODAY)
const throwsUnknown = (body: unknown, status: number, detail: string) =>
  assert.throws(() => read(body, status), {
    code: 'PDS_ANSWER_UNKNOWN',
    message: `PDS answered in a way that is not known here (${detail})`,
  })

test('a current person', () => {
  assert.deepEqual(read(patient({ deceasedDateTime: '2025-01-01T00:00:00Z' })), {
    kind: 'current',
    person: {
      nhsNumber: ASKED,
      given: ['Robin', 'Lee'],
      family: 'Sample',
      birthDate: '2016-04-02',
      security: 'U',
      versionId: '3',
    },
  })
})

test('a very restricted person has neither name nor birth date', () => {
  const body = patient({ meta: { versionId: '9', security: security('V') }, name: undefined, birthDate: undefined })
  assert.deepEqual(read(JSON.parse(JSON.stringify(body))), {
    kind: 'current',
    person: { nhsNumber: ASKED, given: [], security: 'V', versionId: '9' },
  })
})

test('a birth date that is not a whole day is left out', () => {
  for (const birthDate of ['2016', '2016-04', '2016-02-31']) {
    const finding = read(patient({ birthDate }))
    assert.equal(finding.kind === 'current' && 'birthDate' in finding.person, false)
  }
})

test('another id means superseded', () => {
  assert.deepEqual(read(patient({ id: '9990100772' })), { kind: 'superseded', by: '9990100772' })
})

test('the two refusals of PDS that say something of the number', () => {
  assert.deepEqual(read(refused('INVALIDATED_RESOURCE'), 404), { kind: 'invalidated' })
  assert.deepEqual(read(refused('RESOURCE_NOT_FOUND'), 404), { kind: 'unknown' })
  assert.deepEqual(read(refused('RESOURCE_NOT_FOUND', 'RESOURCE_NOT_FOUND'), 404), { kind: 'unknown' })
})

test('every other answer is not understood, and says which', () => {
  throwsUnknown(refused('ACCESS_DENIED'), 401, 'HTTP 401 ACCESS_DENIED')
  throwsUnknown(refused('INVALID_RESOURCE_ID'), 400, 'HTTP 400 INVALID_RESOURCE_ID')
  throwsUnknown(refused('A_NEW_CODE'), 404, 'HTTP 404 A_NEW_CODE')
  throwsUnknown(refused('RESOURCE_NOT_FOUND'), 400, 'HTTP 400 RESOURCE_NOT_FOUND')
  throwsUnknown(refused('RESOURCE_NOT_FOUND', 'ACCESS_DENIED'), 404, 'HTTP 404 without a code')
  throwsUnknown(refused('patient 999 010 0004'), 404, 'HTTP 404 without a code')
  throwsUnknown(refused(undefined), 404, 'HTTP 404 without a code')
  throwsUnknown(refused(), 404, 'HTTP 404 without a code')
  throwsUnknown(undefined, 404, 'HTTP 404 without a code')
  throwsUnknown({ resourceType: 'OperationOutcome', issue: 'none' }, 404, 'HTTP 404 without a code')
  throwsUnknown(undefined, 302, 'HTTP 302 without a code')
})

test('a code of another system says nothing', () => {
  const body = {
    resourceType: 'OperationOutcome',
    issue: [{ details: { coding: [{ system: 'https://example.org/codes', code: 'RESOURCE_NOT_FOUND' }] } }],
  }
  throwsUnknown(body, 404, 'HTTP 404 without a code')
})

test('a patient out of shape is not used', () => {
  for (const parts of [
    { resourceType: 'Person' },
    { id: 9990100004 },
    { meta: { security: security('U') } },
    { meta: { versionId: '3' } },
    { name: [{ given: 'Robin' }] },
    { birthDate: 20160402 },
  ])
    throwsUnknown(patient(parts), 200, 'not a Patient as agreed')
  throwsUnknown(undefined, 200, 'not a Patient as agreed')
  throwsUnknown(patient({ id: '9990100005' }), 200, 'the id is no NHS number')
})

test('confidentiality is never guessed', () => {
  const detail = 'no known confidentiality'
  throwsUnknown(patient({ meta: { versionId: '3', security: [] } }), 200, detail)
  throwsUnknown(patient({ meta: { versionId: '3', security: security('REDACTED') } }), 200, detail)
  throwsUnknown(patient({ meta: { versionId: '3', security: [...security('U'), ...security('R')] } }), 200, detail)
  throwsUnknown(patient({ meta: { versionId: '3', security: [{ code: 'U' }] } }), 200, detail)
})

test('the usual current name is taken, else the first current one, else none', () => {
  const name = (family: string, use: string, period?: object) => ({ family, use, given: [family], period })
  const familyOf = (...names: object[]) => {
    const finding = read(JSON.parse(JSON.stringify(patient({ name: names }))))
    return finding.kind === 'current' ? finding.person.family : finding.kind
  }
  assert.equal(familyOf(name('One', 'nickname'), name('Two', 'usual')), 'Two')
  assert.equal(familyOf(name('Old', 'usual', { end: '2026-03-01' }), name('Now', 'temp')), 'Now')
  assert.equal(familyOf(name('Today', 'usual', { end: '2026-03-02' }), name('Now', 'temp')), 'Today')
  assert.equal(familyOf(name('Later', 'usual', { start: '2026-03-03' }), name('Now', 'temp')), 'Now')
  assert.equal(familyOf(name('Year', 'usual', { start: '2026', end: '2026' })), 'Year')
  assert.equal(familyOf(name('Instant', 'usual', { start: '2026-03-02T00:00:00+00:00' })), 'Instant')
  assert.equal(familyOf(name('Old', 'usual', { end: '2025' })), undefined)
})

test('no answer whatever is taken for an unknown or withdrawn number, except the two that say so', () => {
  const code = fc.constantFrom('RESOURCE_NOT_FOUND', 'INVALIDATED_RESOURCE', 'ACCESS_DENIED', 'X', '')
  const body = fc.oneof(
    fc.jsonValue(),
    fc.array(code).map(codes => refused(...codes)),
  )
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), body, (status, sent) => {
      let kind = 'refused'
      try {
        kind = read(sent, status).kind
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'PDS_ANSWER_UNKNOWN')
      }
      if (kind === 'refused') return
      const said = JSON.stringify(sent)
      assert.equal(status, 404)
      assert.ok(said.includes(kind === 'unknown' ? 'RESOURCE_NOT_FOUND' : 'INVALIDATED_RESOURCE'))
      assert.ok(!said.includes('ACCESS_DENIED'))
    }),
  )
})
