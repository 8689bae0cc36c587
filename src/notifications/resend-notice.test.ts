import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { AccessNotice, Notice } from './notice.ts'
import { resendNotice } from './resend-notice.ts'
import { sendNotices } from './send-notices.ts'
import { keepNotifications } from './store.ts'
import { trackExpired, trackNotices } from './track-notices.ts'

const database = await testDatabase()
after(() => database.end())
const time = { now: new Date('2026-03-02T08:00:00Z') }
const deps: NotificationsDeps = {
  db: database.pool('notifications'),
  clock: { now: () => time.now },
  randomness: systemRandomness,
  log: silentLog,
  metrics: openMetrics('test'),
}
const FIRST = '11111111-2222-4333-8444-555555555555'
const notice: AccessNotice = {
  kind: 'access',
  noticeId: FIRST,
  createdAt: new Date('2026-03-02T08:00:00Z'),
  authority: { odsCode: 'X01', name: 'Exampleshire County Council' },
  accesses: [
    {
      accessId: 'A1',
      at: new Date('2026-03-02T07:59:00Z'),
      author: {} as AccessNotice['accesses'][number]['author'],
      nhsNumber: '9990100705',
      uploadSequence: '7',
    },
  ],
}

beforeEach(async () => {
  await database.owner.query({ text: 'delete from notifications.notification' })
  time.now = new Date('2026-03-02T08:00:00Z')
  await keepNotifications(deps.db, [{ orderKey: 'access A1 X01', authorityCode: 'X01', notice }], time.now)
})

/** Sends what waits and returns it; then MESH gives it up. */
async function expireAll(): Promise<Notice[]> {
  const sent: Notice[] = []
  const deliver = async (one: Notice) => {
    sent.push(one)
    return { messageId: `M${one.noticeId}` }
  }
  await sendNotices(deps, { deliver }, { holder: systemRandomness.uuid(), forMs: 60_000 })
  time.now = new Date(time.now.getTime() + 5 * 86_400_000)
  await trackNotices(deps, { track: async () => 'undeliverable' })
  return sent
}

test('an expired notice goes again under an id of its own, with the same content, linked to the first', async () => {
  await expireAll()
  const { noticeId, authorityCode, isNew } = await resendNotice(deps, FIRST)
  assert.deepEqual([authorityCode, isNew], ['X01', true])
  assert.notEqual(noticeId, FIRST)
  const [again] = await expireAll()
  assert.deepEqual(again, { ...notice, noticeId, createdAt: new Date('2026-03-07T08:00:00Z') })
  const published = await database.pool('operations').query({
    text: `select notice_id, state, resent_from, is_resent from notifications.published_notice order by created_at`,
  })
  assert.deepEqual(published, [
    { notice_id: FIRST, state: 'undeliverable', resent_from: null, is_resent: true },
    { notice_id: noticeId, state: 'undeliverable', resent_from: FIRST, is_resent: false },
  ])
})

test('it is sent again once, however often it is asked for; the repeat that expires is sent again itself', async () => {
  await expireAll()
  const first = await resendNotice(deps, FIRST)
  const others = await Promise.all([resendNotice(deps, FIRST), resendNotice(deps, FIRST)])
  for (const other of others) assert.deepEqual(other, { ...first, isNew: false })
  await expireAll()
  assert.ok((await resendNotice(deps, first.noticeId)).isNew)
})

test('a notice that is unknown, or has not expired, is refused', async () => {
  await assert.rejects(resendNotice(deps, '99999999-2222-4333-8444-555555555555'), {
    code: 'NOTICE_UNKNOWN',
    message: 'There is no such notice (99999999-2222-4333-8444-555555555555)',
  })
  await assert.rejects(resendNotice(deps, FIRST), {
    code: 'NOTICE_NOT_EXPIRED',
    message: 'Only a notice that MESH gave up is sent again (it is waiting)',
  })
})

test('a notice put back and collected late is collected; any other answer leaves it expired, and it is asked hourly', async () => {
  await expireAll()
  const asked: string[] = []
  const round = async (minutes: number, answer: 'collected' | 'waiting' | 'undeliverable' | 'away') => {
    time.now = new Date(time.now.getTime() + minutes * 60_000)
    const track = async (id: string) => {
      asked.push(id)
      if (answer === 'away') throw new Error('MESH is away')
      return answer
    }
    await trackExpired(deps, { track })
    const [row] = await database.owner.query<{ state: string }>({
      text: 'select state from notifications.notification',
    })
    return row?.state
  }
  assert.equal(await round(10, 'waiting'), 'undeliverable')
  assert.equal(await round(59, 'collected'), 'undeliverable')
  assert.equal(await round(1, 'away'), 'undeliverable')
  assert.equal(await round(60, 'undeliverable'), 'undeliverable')
  assert.equal(await round(60, 'collected'), 'collected')
  assert.deepEqual(asked, Array(4).fill(`M${FIRST}`))
  await assert.rejects(resendNotice(deps, FIRST), { code: 'NOTICE_NOT_EXPIRED' })
})

test('one that was sent again, or that MESH has deleted by now, is not asked for', async () => {
  await expireAll()
  const never = { track: () => assert.fail('asked') }
  await resendNotice(deps, FIRST)
  time.now = new Date(time.now.getTime() + 3_600_000)
  await trackExpired(deps, never)
  await database.owner.query({ text: 'delete from notifications.notification where resent_from is not null' })
  time.now = new Date('2026-03-31T08:00:00Z')
  await trackExpired(deps, never)
})

test('operations sees the way of a notice, never what it tells', async () => {
  await assert.rejects(
    database.pool('operations').query({ text: 'select content_sealed from notifications.notification' }),
    {
      message: 'permission denied for table notification',
    },
  )
})
