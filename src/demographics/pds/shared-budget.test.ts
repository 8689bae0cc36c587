import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { Database } from '../../platform/index.ts'
import { openSharedBudget } from './shared-budget.ts'

const START = Date.parse('2026-03-02T09:00:00Z')

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.end())
beforeEach(() => database.owner.query({ text: `update demographics.pds_pace set next_at = '-infinity'` }))

/** A process of its own: a pool, a clock that stands, and a note of when each request went. */
function aProcess(parts: { db?: Database; perSecond?: number; at?: number } = {}) {
  const state = { at: parts.at ?? START }
  const pauses: number[] = []
  const budget = openSharedBudget({
    db: parts.db ?? database.pool('demographics'),
    perSecond: parts.perSecond ?? 5,
    clock: { now: () => new Date(state.at) },
    pause: async ms => void pauses.push(ms),
  })
  return { budget, pauses, state }
}

const takeMany = (budget: { take(): Promise<void> }, count: number) =>
  Promise.all(Array.from({ length: count }, () => budget.take()))

test('two processes together keep the pace of one: no two requests share a slot', async () => {
  const [one, other] = [aProcess(), aProcess({ db: database.owner })]
  await Promise.all([takeMany(one.budget, 20), takeMany(other.budget, 20)])
  const went = [...one.pauses, ...other.pauses, 0].sort((a, b) => a - b)
  assert.deepEqual(
    went.map(Math.round),
    Array.from({ length: 40 }, (_, index) => index * 200),
  )
})

test('those who wait are claimed for together: a batch is one statement', async () => {
  let statements = 0
  const pool = database.pool('demographics')
  const counted: Database = {
    query: statement => {
      statements += 1
      return pool.query(statement)
    },
    transaction: pool.transaction,
  }
  const { budget, pauses } = aProcess({ db: counted })
  await takeMany(budget, 16)
  assert.equal(statements, 2)
  assert.equal(pauses.length, 15)
})

test('what was not used is not saved up', async () => {
  const { budget, pauses, state } = aProcess()
  await takeMany(budget, 2)
  state.at += 60_000
  await takeMany(budget, 2)
  assert.deepEqual(pauses.map(Math.round), [200, 200])
})

test('a hold holds every process, and one that waits for an older slot takes another', async () => {
  const [one, other] = [aProcess(), aProcess({ db: database.owner })]
  await one.budget.hold(1000)
  await other.budget.take()
  assert.deepEqual(other.pauses.map(Math.round), [1000])
  await one.budget.hold(400)
  await other.budget.take()
  assert.deepEqual(other.pauses.map(Math.round), [1000, 1200])

  const pauses: number[] = []
  const budget = openSharedBudget({
    db: database.pool('demographics'),
    perSecond: 5,
    clock: { now: () => new Date(START + 10_000) },
    pause: async ms => {
      pauses.push(Math.round(ms))
      if (pauses.length === 1) await budget.hold(3000)
    },
  })
  await budget.take()
  await budget.take()
  assert.deepEqual(pauses, [200, 3000])
})

test('a clock that runs ahead costs the others waiting, never a request too many', async () => {
  const [ahead, right] = [aProcess({ at: START + 3000 }), aProcess({ db: database.owner })]
  await ahead.budget.take()
  await right.budget.take()
  assert.deepEqual([ahead.pauses, right.pauses.map(Math.round)], [[], [3200]])
})

test('a database that cannot be asked fails all who wait, and serves those who ask later', async () => {
  let away = true
  const pool = database.pool('demographics')
  const flaky: Database = {
    query: async statement => {
      if (away) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
      return pool.query(statement)
    },
    transaction: pool.transaction,
  }
  const { budget } = aProcess({ db: flaky })
  const outcomes = await Promise.allSettled([budget.take(), budget.take()])
  assert.deepEqual(
    outcomes.map(one => one.status),
    ['rejected', 'rejected'],
  )
  away = false
  await budget.take()
})

test('a clock that was an hour fast and is set back keeps nobody waiting for an hour', async () => {
  const { budget, pauses, state } = aProcess({ at: START + 3_600_000 })
  await takeMany(budget, 2)
  await budget.hold(5_000)
  state.at = START
  await takeMany(budget, 2)
  const other = aProcess()
  await other.budget.take()
  assert.deepEqual(pauses.slice(1).map(Math.round), [200])
  assert.deepEqual(other.pauses.map(Math.round), [400])
})
