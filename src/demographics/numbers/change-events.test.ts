import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { Database } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { keyOfNumber } from '../sealed-person.ts'
import { forgetChangeEvents, keepUnreadableEvent, settleChangeEvent, takeChangeEvent } from './change-events.ts'

const EVENT = { eventId: 'event-1', number: '9990100705' as NhsNumber, messageId: 'MESSAGE-1' }

let database: TestDatabase
let deps: { db: Database; clock: { now(): Date } }
let day = 0
before(async () => {
  database = await testDatabase()
  const clock = { now: () => new Date(Date.parse('2026-03-02T09:00:00Z') + day * 86_400_000) }
  deps = { db: database.pool('demographics'), clock }
})
after(() => database.end())
beforeEach(async () => {
  day = 0
  await database.owner.query({ text: 'truncate demographics.change_event' })
})

const kept = () =>
  database.owner.query({
    text: `select event_id, child_key, mesh_message_id, state, outcome, settled_at is not null as is_settled
      from demographics.change_event order by event_id`,
  })
const row = { event_id: 'event-1', child_key: keyOfNumber(EVENT.number), mesh_message_id: 'MESSAGE-1' }

test('written before it is acted on, settled after', async () => {
  assert.equal(await takeChangeEvent(deps, EVENT), true)
  assert.deepEqual(await kept(), [{ ...row, state: 'taken', outcome: null, is_settled: false }])
  await settleChangeEvent(deps, 'event-1', 'changed')
  assert.deepEqual(await kept(), [{ ...row, state: 'settled', outcome: 'changed', is_settled: true }])
})

test('settled, it does nothing for 30 days, and is news again after', async () => {
  await takeChangeEvent(deps, EVENT)
  await settleChangeEvent(deps, 'event-1', 'unchanged')
  day = 29.99
  assert.equal(await takeChangeEvent(deps, { ...EVENT, messageId: 'MESSAGE-2' }), false)
  day = 30
  assert.equal(await takeChangeEvent(deps, { ...EVENT, messageId: 'MESSAGE-3' }), true)
  const again = { ...row, mesh_message_id: 'MESSAGE-3', state: 'taken', outcome: null, is_settled: false }
  assert.deepEqual(await kept(), [again])
})

test('taken and never settled, it is to be acted on again', async () => {
  await takeChangeEvent(deps, EVENT)
  day = 2
  assert.equal(await takeChangeEvent(deps, EVENT), true)
})

test('an unreadable one is kept once, without content', async () => {
  await keepUnreadableEvent(deps, 'MESSAGE-9', 'NOT_JSON')
  await keepUnreadableEvent(deps, 'MESSAGE-9', 'NOT_JSON')
  const unreadable = { event_id: 'unreadable MESSAGE-9', child_key: null, mesh_message_id: 'MESSAGE-9' }
  assert.deepEqual(await kept(), [{ ...unreadable, state: 'unreadable', outcome: 'NOT_JSON', is_settled: true }])
})

test('forgotten after 30 days, but for what was never settled', async () => {
  await takeChangeEvent(deps, EVENT)
  await takeChangeEvent(deps, { ...EVENT, eventId: 'event-2' })
  await settleChangeEvent(deps, 'event-2', 'not-held')
  await keepUnreadableEvent(deps, 'MESSAGE-9', 'ANOTHER_EVENT')
  day = 29.99
  assert.equal(await forgetChangeEvents(deps), 0)
  day = 30
  assert.equal(await forgetChangeEvents(deps), 2)
  assert.deepEqual(
    (await kept()).map(one => one['event_id']),
    ['event-1'],
  )
})
