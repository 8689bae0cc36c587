import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { Database } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { nightDue, readTimeOfDay, type TimeOfDay } from './night.ts'
import { keepSweptPage, takeSweep } from './sweeps.ts'

const TWO = '02:00' as TimeOfDay
const NUMBER = '9990100705' as NhsNumber
const counts = { looked: 10, changed: 1, corrected: 2, unsettled: 3 }

let database: TestDatabase
let deps: { db: Database; clock: { now(): Date } }
let now = ''
before(async () => {
  database = await testDatabase()
  deps = { db: database.pool('demographics'), clock: { now: () => new Date(now) } }
})
after(() => database.end())
beforeEach(async () => {
  now = '2026-03-02T02:00:00Z'
  await database.owner.query({ text: 'truncate demographics.sweep' })
})

test('a time of day is HH:MM and nothing else', () => {
  for (const good of ['00:00', '02:00', '23:59']) assert.equal(readTimeOfDay(good), good)
  for (const bad of ['', '2:00', '24:00', '12:60', '02:00:00', ' 02:00', 'night'])
    assert.equal(readTimeOfDay(bad), undefined)
})

test('a night is due from its time in England on, until then the one before', () => {
  const due = (instant: string) => nightDue(new Date(instant), TWO)
  assert.equal(due('2026-03-02T01:59:59Z'), '2026-03-01')
  assert.equal(due('2026-03-02T02:00:00Z'), '2026-03-02')
  assert.equal(due('2026-03-02T23:30:00Z'), '2026-03-02')
  assert.equal(due('2026-07-02T00:59:00Z'), '2026-07-01', 'summer: 01:59 in London')
  assert.equal(due('2026-07-02T01:00:00Z'), '2026-07-02', 'summer: 02:00 in London')
  assert.equal(due('2026-03-29T00:59:00Z'), '2026-03-28', 'the hour from one to two does not come')
  assert.equal(due('2026-03-29T01:00:00Z'), '2026-03-29')
  assert.equal(due('2026-10-25T00:30:00Z'), '2026-10-24', 'half past one, the first time')
  assert.equal(due('2026-10-25T01:30:00Z'), '2026-10-24', 'half past one, the second time')
  assert.equal(due('2026-10-25T02:00:00Z'), '2026-10-25')
  assert.equal(nightDue(new Date('2026-03-02T00:00:00Z'), '00:00' as TimeOfDay), '2026-03-02')
})

test('page by page: the cursor and the counts go on, and after the last page there is nothing until the next night', async () => {
  const first = await takeSweep(deps, TWO)
  assert.ok(first)
  assert.deepEqual([first.night, first.after], ['2026-03-02', undefined])
  assert.deepEqual(await keepSweptPage(deps, first, { after: NUMBER, counts, isLast: false }), counts)
  const second = await takeSweep(deps, TWO)
  assert.ok(second)
  assert.equal(second.after, NUMBER)
  assert.deepEqual(await keepSweptPage(deps, second, { counts, isLast: true }), {
    looked: 20,
    changed: 2,
    corrected: 4,
    unsettled: 6,
  })
  assert.equal(await takeSweep(deps, TWO), undefined)
  now = '2026-03-03T01:59:00Z'
  assert.equal(await takeSweep(deps, TWO), undefined)
  now = '2026-03-03T02:00:00Z'
  assert.deepEqual([(await takeSweep(deps, TWO))?.night, first.night], ['2026-03-03', '2026-03-02'])
})

test('a page that found nothing settled leaves the cursor where it was', async () => {
  const first = await takeSweep(deps, TWO)
  assert.ok(first)
  await keepSweptPage(deps, first, { after: NUMBER, counts, isLast: false })
  const second = await takeSweep(deps, TWO)
  assert.ok(second)
  await keepSweptPage(deps, second, { counts, isLast: false })
  assert.equal((await takeSweep(deps, TWO))?.after, NUMBER)
})

test('in one pair of hands at a time; free again after five minutes, and whoever was late keeps nothing', async () => {
  const first = await takeSweep(deps, TWO)
  assert.ok(first)
  now = '2026-03-02T02:04:59Z'
  assert.equal(await takeSweep(deps, TWO), undefined)
  now = '2026-03-02T02:05:00Z'
  const second = await takeSweep(deps, TWO)
  assert.ok(second)
  assert.equal(await keepSweptPage(deps, first, { after: NUMBER, counts, isLast: true }), undefined)
  assert.deepEqual(await keepSweptPage(deps, second, { after: NUMBER, counts, isLast: false }), counts)
})
