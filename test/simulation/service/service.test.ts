import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadReference } from '../../../src/care-settings/index.ts'
import { type Settings, settingsFrom } from '../../../src/main/settings.ts'
import { makeMonths, processEnvironment } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { inForm, SEED } from '../../support/form.ts'
import { type Simulated, simulate } from './simulate.ts'

// T-14 and the promises around it over many seeded worlds. One that fails says its seed: --seed replays that alone.

const ONLY = processEnvironment[SEED]
const FIRST = Number(ONLY ?? 1)
const SEEDS = ONLY === undefined ? inForm({ short: 50, long: 1_000 }) : 1

let database: TestDatabase
let settings: Settings
const all: Simulated[] = []

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await makeMonths(database.owner, new Date('2026-10-01T00:00:00Z'), 3)
  settings = settingsFrom({ CPIS_PROFILE: 'test', CPIS_DATABASE_URL: database.url })
})
after(() => database.end())

test(`${SEEDS} worlds: nothing acknowledged is lost, each access is told once, nothing known is not known`, async () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1)
    try {
      all.push(await simulate(database, settings, seed))
    } catch (error) {
      throw new Error(`bin/test test/simulation/service --seed ${seed} replays it`, { cause: error })
    }
})

test('the same seed is the same world', async () => {
  assert.deepEqual(await simulate(database, settings, FIRST), all[0])
})

test('and in these worlds much happened', { skip: SEEDS < 50 && 'one world only' }, () => {
  const sum = (of: (one: Simulated) => number) => all.reduce((total, one) => total + of(one), 0)
  assert.ok(sum(one => one.acknowledged) > 10 * SEEDS)
  assert.ok(sum(one => one.accesses) > 5 * SEEDS)
  assert.ok(sum(one => one.notices) > 5 * SEEDS)
  assert.ok(sum(one => one.crashes) > SEEDS)
  assert.ok(sum(one => one.notChecked) > SEEDS / 10)
})
