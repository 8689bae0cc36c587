import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import { openMetrics, systemRandomness } from '../../platform/index.ts'
import { openMinutes } from './minutes.ts'
import { countNoticesByMinute, serviceLevels } from './service-levels.ts'

const database = await testDatabase()
after(() => database.end())
const db = database.pool('operations')
const clock = movedClock('2026-03-02T09:00:30Z')
const deps = { db, clock }
const processOf = (role = 'api') =>
  openMinutes({ role, clock, randomness: systemRandomness, metrics: openMetrics('test') })
const MINUTE = 1 / 60

beforeEach(async () => {
  await database.owner.query({
    text: 'truncate operations.minute, operations.process, notifications.notification cascade',
  })
  clock.at('2026-03-02T09:00:30Z')
})

const levelOf = async (name: string) => (await serviceLevels(deps)).levels.find(one => one.name === name)
const rows = () =>
  database.owner.query({
    text: `select to_char(minute, 'HH24:MI') as at, measure, valid, good from operations.minute order by 1, 2`,
  })

test('counts of a minute are written once, however often they are written', async () => {
  const minutes = processOf()
  minutes.lookUp('fhir', true)
  minutes.lookUp('fhir', false)
  await minutes.write(db)
  minutes.lookUp('fhir', true)
  minutes.lookUp('hl7v3', true)
  await minutes.write(db)
  assert.deepEqual(await rows(), [
    { at: '09:00', measure: 'look-ups-fhir', valid: 3, good: 2 },
    { at: '09:00', measure: 'look-ups-hl7v3', valid: 1, good: 1 },
    { at: '09:00', measure: 'up-api', valid: 1, good: 1 },
  ])
  const { valid, good, ratio, isKept } = (await levelOf('look-ups')) ?? {}
  assert.deepEqual([valid, good, ratio, isKept], [4, 3, 0.75, false])
})

test('counts wait while the database is away; those minutes were not up, and no look-up is lost', async () => {
  const minutes = processOf()
  await minutes.write(db)
  minutes.lookUp('fhir', false)
  const away = {
    query: () => Promise.reject(new Error('Connection terminated unexpectedly')),
    transaction: db.transaction,
  }
  clock.forward(MINUTE)
  await assert.rejects(minutes.write(away))
  clock.forward(9 * MINUTE)
  await minutes.write(db)
  clock.forward(MINUTE)
  await minutes.write(db)
  const { valid, good } = (await levelOf('availability')) ?? {}
  assert.deepEqual([valid, good], [11, 2 + 1], 'the first, that of the failed write, the tenth')
  assert.equal((await levelOf('look-ups'))?.valid, 1)
})

test('a process that writes a little late was there all the time', async () => {
  const minutes = processOf()
  await minutes.write(db)
  for (let round = 0; round < 5; round += 1) {
    clock.forward(1.4 * MINUTE)
    await minutes.write(db)
  }
  const { valid, good, isKept } = (await levelOf('availability')) ?? {}
  assert.deepEqual([valid, good, isKept], [7, 7, true])
})

test('a notice is good within five seconds of its access; one not sent is not', async () => {
  for (const [place, sent] of [2, 5, 6, null].entries())
    await database.owner.query({
      text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
          state, next_attempt_at, sent_at)
        values (gen_random_uuid(), $1, 'access', 'X01', '', '2026-03-02T08:59:00Z', '2026-03-02T08:59:02Z', 'sent', now(),
          '2026-03-02T08:59:00Z'::timestamptz + make_interval(secs => $2))`,
      values: [`k${place}`, sent],
    })
  await countNoticesByMinute(deps)
  await countNoticesByMinute(deps)
  const { valid, good, budgetLeft } = (await levelOf('notices')) ?? {}
  assert.deepEqual([valid, good], [4, 2])
  assert.equal(Math.round(budgetLeft ?? 0), -49)
})

test('where nothing counted, nothing is broken', async () => {
  const { levels, burns } = await serviceLevels(deps)
  assert.deepEqual(
    levels.map(({ name, objective, valid, isKept, ratio }) => [name, objective, valid, isKept, ratio]),
    [
      ['look-ups', 0.9995, 0, true, undefined],
      ['availability', 0.999, 0, true, undefined],
      ['notices', 0.99, 0, true, undefined],
    ],
  )
  assert.deepEqual(
    burns.map(({ hours, factor, rate, isBurning }) => [hours, factor, rate, isBurning]),
    [
      [1, 14.4, 0, false],
      [6, 6, 0, false],
    ],
  )
})

async function lookUps(valid: number, good: number, at: string): Promise<void> {
  await database.owner.query({
    text: `insert into operations.minute (minute, measure, process_id, valid, good)
      values ($1, 'look-ups-fhir', gen_random_uuid(), $2, $3)`,
    values: [at, valid, good],
  })
}

for (const [what, valid, bad, isBurning] of [
  ['at 14.4 times', 10_000, 72, true],
  ['below', 10_000, 71, false],
  ['of four mishaps', 4, 4, false],
  ['of five', 5, 5, true],
] as const)
  test(`the budget of an hour burns ${what}: ${bad} of ${valid}`, async () => {
    await lookUps(valid, valid - bad, '2026-03-02T08:30:00Z')
    const [hour] = (await serviceLevels(deps)).burns
    assert.equal(hour?.isBurning, isBurning)
  })

test('over six hours it burns at six times', async () => {
  await lookUps(10_000, 10_000 - 30, '2026-03-02T04:30:00Z')
  const [hour, six] = (await serviceLevels(deps)).burns
  assert.deepEqual([hour?.isBurning, six?.isBurning, six?.rate.toFixed(1)], [false, true, '6.0'])
})
