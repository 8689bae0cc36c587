import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../platform/index.ts'
import { readList } from './pds-record.ts'

const TODAY = calendarDate('2026-03-02')
const patient = (security: string, more: object = {}) => ({
  resourceType: 'Patient',
  id: '9990100004',
  meta: {
    versionId: '3',
    security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: security }],
  },
  ...more,
})
const searchset = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  entry: resources.map(resource => ({ resource })),
})
const address = [
  { use: 'temp', line: ['Elsewhere'] },
  { use: 'home', line: ['1 Example Street'], postalCode: 'ZZ99 3CZ' },
]
const addressOf = (resource: object) => {
  const list = readList({ status: 200, body: searchset(resource) }, TODAY)
  return list.kind === 'found' ? list.persons[0]?.address : list.kind
}

test('an address that came with a restricted record all the same is dropped', () => {
  assert.deepEqual(addressOf(patient('U', { address })), ['1 Example Street', 'ZZ99 3CZ'])
  assert.equal(addressOf(patient('R', { address })), undefined)
  assert.equal(addressOf(patient('V', { address })), undefined)
  assert.equal(addressOf(patient('U', { address: [] })), undefined)
})

test('an answer not in the contract is nobody’s', () => {
  const odd = [
    { status: 200, body: undefined },
    { status: 200, body: { ...searchset(), total: 2 } },
    { status: 200, body: searchset(patient('U', { gender: 'none of these' })) },
    { status: 403, body: {} },
  ]
  for (const answer of odd) assert.throws(() => readList(answer, TODAY), { code: 'PDS_ANSWER_UNKNOWN' })
})
