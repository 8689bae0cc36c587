import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { calendarDate } from '../../platform/index.ts'
import type { DemographicsDeps } from '../deps.ts'
import { findInPds } from '../find-in-pds.ts'
import type { NhsNumber } from '../nhs-number.ts'
import type { PdsFinding } from '../pds/pds-finding.ts'
import { keyOfNumber } from '../sealed-person.ts'
import { checkNumber, checkNumbers } from './check-numbers.ts'

const NUMBER = '9990100705' as NhsNumber
const NEW = '9990100772' as NhsNumber
const NEWEST = '9990100004' as NhsNumber
const OTHER = '9990100845' as NhsNumber

let database: TestDatabase
let deps: DemographicsDeps
let minute = 0
let asked: NhsNumber[] = []
let pdsSays = new Map<NhsNumber, PdsFinding>()
let meanwhile = async () => {}

const current = (number: NhsNumber): PdsFinding => ({
  kind: 'current',
  person: { nhsNumber: number, given: ['Sam'], family: 'Sample', security: 'U', versionId: '1' },
})
const inactive = () =>
  database.owner.query({
    text: `select child_key, replaced_key, to_char(learned_at at time zone 'UTC', 'HH24:MI') as learned
      from demographics.inactive_number order by child_key`,
  })
const kept = () => database.owner.query({ text: 'select child_key from demographics.person order by child_key' })

before(async () => {
  database = await testDatabase()
})
after(() => database.end())
beforeEach(async () => {
  await database.owner.query({ text: 'truncate demographics.person, demographics.inactive_number' })
  minute = 0
  asked = []
  pdsSays = new Map([
    [NUMBER, current(NUMBER)],
    [OTHER, current(OTHER)],
  ])
  meanwhile = async () => {}
  deps = {
    db: database.pool('demographics'),
    clock: { now: () => new Date(Date.parse('2026-03-02T09:00:00Z') + minute * 60_000) },
    settings: {},
    pds: {
      parallel: 1,
      read: async number => {
        asked.push(number)
        const finding: PdsFinding = pdsSays.get(number) ?? { kind: 'unavailable' }
        await meanwhile()
        return finding
      },
    },
  }
})

test('PDS is asked even when the person is kept', async () => {
  await findInPds(deps, [NUMBER])
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'unchanged' })
  assert.deepEqual(asked, [NUMBER, NUMBER])
  assert.deepEqual(await kept(), [{ child_key: keyOfNumber(NUMBER) }])
  assert.deepEqual(await inactive(), [])
})

test('superseded: recorded, and the kept person dropped', async () => {
  await findInPds(deps, [NUMBER, OTHER])
  minute = 30
  pdsSays.set(NUMBER, { kind: 'superseded', by: NEW })
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'changed', replacedBy: NEW })
  assert.deepEqual(await inactive(), [
    { child_key: keyOfNumber(NUMBER), replaced_key: keyOfNumber(NEW), learned: '09:30' },
  ])
  assert.deepEqual(await kept(), [{ child_key: keyOfNumber(OTHER) }])
  assert.deepEqual((await findInPds(deps, [NUMBER])).get(NUMBER), { kind: 'superseded', by: NEW })
})

test('invalidated: changed without a replacement', async () => {
  pdsSays.set(NUMBER, { kind: 'invalidated' })
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'changed' })
  assert.deepEqual(await inactive(), [{ child_key: keyOfNumber(NUMBER), replaced_key: null, learned: '09:00' }])
})

test('told again it is changed again, and recorded once until the replacement changes', async () => {
  pdsSays.set(NUMBER, { kind: 'invalidated' })
  await checkNumber(deps, NUMBER)
  minute = 10
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'changed' })
  assert.deepEqual(await inactive(), [{ child_key: keyOfNumber(NUMBER), replaced_key: null, learned: '09:00' }])
  minute = 20
  pdsSays.set(NUMBER, { kind: 'superseded', by: NEWEST })
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'changed', replacedBy: NEWEST })
  assert.deepEqual(await inactive(), [
    { child_key: keyOfNumber(NUMBER), replaced_key: keyOfNumber(NEWEST), learned: '09:20' },
  ])
})

test('a number taken back into use is inactive no more', async () => {
  pdsSays.set(NUMBER, { kind: 'invalidated' })
  await checkNumber(deps, NUMBER)
  pdsSays.set(NUMBER, current(NUMBER))
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'unchanged' })
  assert.deepEqual(await inactive(), [])
})

test('in use: the birth date PDS holds is told with it, where it holds one', async () => {
  const birthDate = calendarDate('2016-04-02')
  const person = { nhsNumber: NUMBER, given: ['Sam'], birthDate, security: 'U', versionId: '2' } as const
  pdsSays.set(NUMBER, { kind: 'current', person })
  assert.deepEqual(await checkNumber(deps, NUMBER), { kind: 'unchanged', birthDate })
})

test('PDS away, or not knowing the number, settles nothing, and the two are told apart', async () => {
  await findInPds(deps, [NUMBER])
  for (const kind of ['unavailable', 'unknown'] as const) {
    pdsSays.set(NUMBER, { kind })
    assert.deepEqual(await checkNumber(deps, NUMBER), { kind })
  }
  assert.deepEqual(await inactive(), [])
  assert.deepEqual(await kept(), [{ child_key: keyOfNumber(NUMBER) }])
})

test('many at once: one that is unknown or odd does not stop the others', async () => {
  pdsSays.set(NUMBER, { kind: 'superseded', by: NEW })
  pdsSays.set(NEW, { kind: 'unknown' })
  assert.deepEqual(
    await checkNumbers(deps, [NUMBER, NEWEST, NUMBER, NEW, OTHER]),
    new Map<NhsNumber, object>([
      [NUMBER, { kind: 'changed', replacedBy: NEW }],
      [NEWEST, { kind: 'unavailable' }],
      [NEW, { kind: 'unknown' }],
      [OTHER, { kind: 'unchanged' }],
    ]),
  )
  assert.deepEqual(asked, [NUMBER, NEWEST, NEW, OTHER])
  assert.deepEqual(await inactive(), [
    { child_key: keyOfNumber(NUMBER), replaced_key: keyOfNumber(NEW), learned: '09:00' },
  ])
})

test('after five in a row PDS is left alone: those not asked are not in the answer', async () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7].map(n => `999999999${n}` as NhsNumber)
  pdsSays.set(numbers[1] as NhsNumber, { kind: 'unknown' })
  const checks = await checkNumbers(deps, [...numbers, NUMBER])
  assert.deepEqual([...checks.keys()], numbers)
  assert.equal(asked.length, 7)
})

test('an upload that read PDS just before the change cannot bring the old person back', async () => {
  meanwhile = async () => {
    meanwhile = async () => {}
    minute = 1
    pdsSays.set(NUMBER, { kind: 'invalidated' })
    await checkNumber(deps, NUMBER)
    minute = 2
  }
  assert.deepEqual((await findInPds(deps, [NUMBER])).get(NUMBER), current(NUMBER))
  assert.deepEqual((await findInPds(deps, [NUMBER])).get(NUMBER), { kind: 'invalidated' })
})

test('a change that cannot be recorded is not told', async () => {
  pdsSays.set(NUMBER, { kind: 'superseded', by: NUMBER })
  await assert.rejects(checkNumber(deps, NUMBER), { code: '23514' })
  assert.deepEqual(await inactive(), [])
})
