import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { type Database, silentLog } from '../../platform/index.ts'
import { openApplicationPace } from './application-pace.ts'

const database = await testDatabase()
after(() => database.end())
const db = database.pool('identity')
const AT = Date.parse('2026-03-07T12:00:00.100Z')
let now = AT
const clock = { now: () => new Date(now) }

/** A process that counts: the statements it sends are counted too. */
function processOf(perSecond: number, through: Database = db, waitMs = 10_000) {
  let statements = 0
  const counting: Database = {
    query: statement => {
      statements += 1
      return through.query(statement)
    },
    transaction: work => through.transaction(work),
  }
  const mayAsk = openApplicationPace({ db: counting, clock, log: silentLog, perSecond }, waitMs)
  return { mayAsk, statements: () => statements }
}

/** How many of so many requests, put to the processes in turn, may be made. */
async function letThrough(
  processes: readonly ReturnType<typeof processOf>[],
  clientId: string,
  times: number,
): Promise<number> {
  let count = 0
  for (let asked = 0; asked < times; asked += 1)
    if (await processes[asked % processes.length]?.mayAsk(clientId)) count += 1
  return count
}

test('processes share one count: none is refused early, and little passes beyond', async () => {
  const processes = [processOf(100), processOf(100), processOf(100)]
  const passed = await letThrough(processes, 'shared', 1000)
  assert.ok(passed >= 100 && passed <= 130, `${passed} of 100 passed`)
  const statements = processes.reduce((sum, one) => sum + one.statements(), 0)
  assert.ok(statements <= 26, `${statements} statements for 1000 requests`)
})

test('requests at the same moment are held back until the others are told', async () => {
  const processes = [processOf(40), processOf(40)]
  const all = Array.from({ length: 400 }, (_, place) => processes[place % 2]?.mayAsk('burst'))
  const passed = (await Promise.all(all)).filter(Boolean).length
  assert.ok(passed >= 40 && passed <= 48, `${passed} of 40 passed`)
})

test('who asks seldom costs no statement; the next second and another application count anew', async () => {
  const [one, other] = [processOf(100), processOf(100)]
  assert.equal(await letThrough([one, other], 'seldom', 8), 8)
  assert.deepEqual([one.statements(), other.statements()], [0, 0])
  assert.equal(await letThrough([one], 'own', 150), 100)
  assert.equal(await letThrough([one], 'another', 150), 100)
  now += 1_000
  assert.equal(await letThrough([one], 'own', 150), 100)
  now = AT
})

test('a count that cannot be had refuses nobody: each process goes by its own', async () => {
  const away: Database = {
    query: () => Promise.reject(new Error('away')),
    transaction: () => Promise.reject(new Error('away')),
  }
  const processes = [processOf(20, away), processOf(20, away)]
  assert.equal(await letThrough(processes, 'away', 100), 40)
  const hanging: Database = { query: () => new Promise(() => {}), transaction: () => new Promise(() => {}) }
  assert.equal(await letThrough([processOf(4, hanging, 20)], 'hanging', 8), 4)
})

test('a process whose clock is behind counts alone, and does not disturb the others', async () => {
  const ahead = processOf(10)
  now += 5_000
  assert.equal(await letThrough([ahead], 'clocks', 20), 10)
  now = AT
  assert.equal(await letThrough([processOf(10)], 'clocks', 20), 10)
  now += 5_000
  assert.equal(await letThrough([processOf(10)], 'clocks', 20), 2)
  now = AT
})
