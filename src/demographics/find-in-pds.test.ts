import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { calendarDate } from '../platform/index.ts'
import type { DemographicsDeps } from './deps.ts'
import { findInPds } from './find-in-pds.ts'
import { forgetPersons } from './forget-persons.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsFinding, PdsPerson } from './pds/pds-finding.ts'
import { keyOfNumber } from './sealed-person.ts'

const [ROBIN, WREN, KIT, OLD, GONE] = [
  '9990100004',
  '9990100071',
  '9990100357',
  '9990100705',
  '9990101051',
] as NhsNumber[] as [NhsNumber, NhsNumber, NhsNumber, NhsNumber, NhsNumber]

let database: TestDatabase
let deps: DemographicsDeps
let hour = 0
let asked: NhsNumber[] = []
let pdsSays = new Map<NhsNumber, PdsFinding>()

const personOf = (nhsNumber: NhsNumber, more: Partial<PdsPerson> = {}): PdsPerson => ({
  nhsNumber,
  given: ['Robin', "O'Lee"],
  family: 'Sample-"Test"',
  birthDate: calendarDate('2016-04-02'),
  security: 'U',
  versionId: '3',
  ...more,
})
const current = (number: NhsNumber): PdsFinding => ({ kind: 'current', person: personOf(number) })

before(async () => {
  database = await testDatabase()
})
after(() => database.end())
beforeEach(async () => {
  await database.owner.query({ text: 'truncate demographics.person, demographics.inactive_number' })
  hour = 0
  asked = []
  pdsSays = new Map([
    [ROBIN, current(ROBIN)],
    [WREN, current(WREN)],
    [KIT, { kind: 'current', person: { nhsNumber: KIT, given: [], security: 'V', versionId: '1' } }],
    [OLD, { kind: 'superseded', by: ROBIN }],
    [GONE, { kind: 'unknown' }],
  ])
  deps = {
    db: database.pool('demographics'),
    clock: { now: () => new Date(Date.parse('2026-03-02T09:00:00Z') + hour * 3_600_000) },
    settings: {},
    pds: {
      parallel: 2,
      read: async number => {
        asked.push(number)
        await new Promise(resolve => setImmediate(resolve))
        return pdsSays.get(number) ?? { kind: 'unavailable' }
      },
    },
  }
})

test('every number is answered, each asked once', async () => {
  const findings = await findInPds(deps, [ROBIN, OLD, ROBIN, GONE, KIT])
  assert.deepEqual(findings, new Map([ROBIN, OLD, GONE, KIT].map(number => [number, pdsSays.get(number)])))
  assert.deepEqual(asked.toSorted(), [ROBIN, KIT, OLD, GONE].toSorted())
})

test('nothing asked, nothing found', async () => {
  assert.deepEqual(await findInPds(deps, []), new Map())
})

test('a current person is reused for four hours, exactly as PDS gave them', async () => {
  await findInPds(deps, [ROBIN, KIT])
  hour = 4
  asked = []
  assert.deepEqual(
    await findInPds(deps, [ROBIN, KIT, WREN]),
    new Map([ROBIN, KIT, WREN].map(number => [number, pdsSays.get(number)])),
  )
  assert.deepEqual(asked, [WREN])
})

test('after that PDS is asked again and its newest word kept', async () => {
  await findInPds(deps, [ROBIN])
  hour = 4.01
  pdsSays.set(ROBIN, { kind: 'current', person: personOf(ROBIN, { family: 'Newname', versionId: '4' }) })
  await findInPds(deps, [ROBIN])
  hour = 8
  const findings = await findInPds(deps, [ROBIN])
  assert.deepEqual(findings.get(ROBIN), pdsSays.get(ROBIN))
  assert.deepEqual(asked, [ROBIN, ROBIN])
})

test('the hours are a setting', async () => {
  deps = { ...deps, settings: { cacheHours: 1 } }
  await findInPds(deps, [ROBIN])
  hour = 1.01
  await findInPds(deps, [ROBIN])
  assert.deepEqual(asked, [ROBIN, ROBIN])
})

test('only current persons are kept', async () => {
  pdsSays.set(WREN, { kind: 'invalidated' })
  await findInPds(deps, [OLD, GONE, WREN])
  await findInPds(deps, [OLD, GONE, WREN])
  assert.equal(asked.length, 6)
  assert.deepEqual(await database.owner.query({ text: 'select from demographics.person' }), [])
})

test('the first unavailable ends the asking; what was learned before is kept', async () => {
  pdsSays.delete(WREN)
  const many = Array.from({ length: 50 }, (_, index) => `99920${String(index).padStart(5, '0')}` as NhsNumber)
  for (const number of many) pdsSays.set(number, current(number))
  const findings = await findInPds(deps, [ROBIN, WREN, ...many])
  assert.ok(asked.length <= 4, `${asked.length} asked`)
  assert.equal(findings.size, 52)
  assert.equal(findings.get(ROBIN)?.kind, 'current')
  assert.equal(findings.get(many.at(-1) ?? ROBIN)?.kind, 'unavailable')
  pdsSays.set(WREN, current(WREN))
  asked = []
  await findInPds(deps, [ROBIN, WREN])
  assert.deepEqual(asked, [WREN])
})

test('two uploads naming the same children in opposite order do not block each other', async () => {
  const many = Array.from({ length: 400 }, (_, index) => `99930${String(index).padStart(5, '0')}` as NhsNumber)
  for (const number of many) pdsSays.set(number, current(number))
  for (let round = 0; round < 5; round += 1) {
    hour += 5
    const both = await Promise.all([findInPds(deps, many), findInPds(deps, many.toReversed())])
    assert.deepEqual(
      both.map(findings => findings.size),
      [400, 400],
    )
  }
})

test('persons too old to be reused are forgotten, the others stay', async () => {
  await findInPds(deps, [ROBIN])
  hour = 3
  await findInPds(deps, [WREN])
  hour = 5
  assert.equal(await forgetPersons(deps), 1)
  assert.deepEqual(await database.owner.query({ text: 'select child_key from demographics.person' }), [
    { child_key: keyOfNumber(WREN) },
  ])
  assert.equal(await forgetPersons(deps), 0)
})

test('more than a thousand are forgotten in one call', async () => {
  const many = Array.from({ length: 2_050 }, (_, index) => `99940${String(index).padStart(5, '0')}` as NhsNumber)
  for (const number of many) pdsSays.set(number, current(number))
  await findInPds(deps, many)
  hour = 5
  assert.equal(await forgetPersons(deps), 2_050)
})
