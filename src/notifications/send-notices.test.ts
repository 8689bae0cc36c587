import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { Notice } from './notice.ts'
import { type Delivery, sendNotices } from './send-notices.ts'
import { keepNotifications } from './store.ts'
import { trackNotices } from './track-notices.ts'

const database = await testDatabase()
after(() => database.end())
const START = new Date('2026-03-02T08:00:00Z')
const DAY_MS = 86_400_000
const time = { now: START }
const deps: NotificationsDeps = {
  db: database.pool('notifications'),
  clock: { now: () => time.now },
  randomness: systemRandomness,
  log: silentLog,
  metrics: openMetrics('test'),
}
const hand = (holder = systemRandomness.uuid()) => ({ holder, forMs: 30_000 })
const pass = (ms: number) => {
  time.now = new Date(time.now.getTime() + ms)
}
const noticeId = '11111111-1111-4111-8111-111111111111'
const notice: Notice = {
  kind: 'inactive-number',
  noticeId,
  createdAt: START,
  authority: { odsCode: 'X01', name: 'EXAMPLESHIRE COUNTY COUNCIL' },
  numbers: [{ nhsNumber: '9990100004', uploadSequence: '000001' }],
}
const failing = (code: string, isLasting: boolean): Delivery => ({
  deliver: () => Promise.reject(Object.assign(new Error(code), { code })),
  isLasting: () => isLasting,
})

beforeEach(async () => {
  time.now = START
  await database.owner.query({ text: 'delete from notifications.notification' })
  await keepNotifications(deps.db, [{ orderKey: 'an order', authorityCode: 'X01', notice }], START)
})

const row = async () => {
  const [found] = await database.owner.query<{ state: string; next: Date; attempts: number }>({
    text: 'select state, next_attempt_at as next, attempts from notifications.notification',
  })
  assert.ok(found)
  return found
}
const pauses = async (delivery: Delivery, tries: number): Promise<number[]> => {
  const found: number[] = []
  for (let at = 0; at < tries; at += 1) {
    await sendNotices(deps, delivery, hand())
    const { next } = await row()
    found.push((next.getTime() - time.now.getTime()) / 1000)
    time.now = next
  }
  return found
}

test('while MESH is away the pauses double up to a quarter of an hour', async () => {
  const found = await pauses(failing('MESH_UNREACHABLE', false), 12)
  assert.deepEqual(found, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

test('where somebody must mend something they double up to a day, and what waits is shown by its cause', async () => {
  const found = await pauses(failing('NOTICE_NO_MAILBOX', true), 19)
  assert.deepEqual(found.slice(-3), [65_536, 86_400, 86_400])
  assert.deepEqual(await database.pool('operations').query({ text: 'select * from notifications.waiting' }), [
    { cause: 'NOTICE_NO_MAILBOX', notices: 1, oldest_at: START, most_attempts: 19 },
  ])
})

test('a database that is away is waited for, whatever else is wrong', async () => {
  assert.deepEqual((await pauses(failing('57P01', true), 12)).slice(-1), [900])
})

test('a notice in the hand of one process is sent by no other; after its death by the next, which asks MESH', async () => {
  const sent: boolean[] = []
  const deliver: Delivery['deliver'] = async (_notice, _authority, repeated) => {
    sent.push(repeated)
    return { messageId: 'M1' }
  }
  const dead = Promise.withResolvers<never>()
  const begun = Promise.withResolvers<void>()
  const stalled: Delivery['deliver'] = () => {
    begun.resolve()
    return dead.promise
  }
  const first = sendNotices(deps, { deliver: stalled }, hand())
  await begun.promise
  pass(29_999)
  await sendNotices(deps, { deliver }, hand())
  assert.deepEqual(sent, [])
  pass(1)
  await sendNotices(deps, { deliver }, hand())
  assert.deepEqual(sent, [true])
  dead.reject(new Error('what it says now comes too late'))
  await first
  assert.equal((await row()).state, 'sent')
})

test('of a notice MESH has several times nobody knows: after six days a person looks', async () => {
  await sendNotices(deps, { deliver: async () => ({ messageId: undefined }) }, hand())
  const never = { track: () => Promise.reject(new Error('there is no id to ask by')) }
  pass(DAY_MS)
  await trackNotices(deps, never)
  assert.equal((await row()).state, 'sent')
  pass(6 * DAY_MS)
  await trackNotices(deps, never)
  assert.equal((await row()).state, 'undeliverable')
})
