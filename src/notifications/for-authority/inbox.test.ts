import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { numbersFrom, tell } from '../../../test/support/portal-authority.ts'
import { movedClock, staff } from '../../../test/support/register.ts'
import { keyOf } from '../../../test/support/sealed.ts'
import { systemRandomness } from '../../platform/index.ts'
import { countAccesses, countInboxOf, listInbox, markNotice, readInboxNotice, resendOwnNotice } from './inbox.ts'

const database = await testDatabase()
after(() => database.end())
const clock = movedClock('2026-11-18T06:00:00Z')
const deps = { db: database.pool('authority'), clock, randomness: systemRandomness }
const [child = '', other = ''] = numbersFrom(0, 2)
const about = { code: 'X01', nhsNumber: child, localId: 'EX-1' } as const
const ALL = { skip: 0, limit: 50 }
const by = (noticeId: string) => ({ noticeId, actor: staff('Nia'), requestId: systemRandomness.uuid() })
const UNKNOWN = { code: 'NOTICE_UNKNOWN', message: 'There is no such notice' }

const access = await tell(database, clock, { ...about, kind: 'access' })
const empty = await tell(database, clock, { ...about, kind: 'access', isEmpty: true })
clock.at('2026-11-20T09:00:00Z')
const inactive = await tell(database, clock, { ...about, kind: 'inactive-number' })
const expired = await tell(database, clock, { ...about, nhsNumber: other, kind: 'access', isExpired: true })
await tell(database, clock, { ...about, code: 'X02', kind: 'was-not-brought' })
clock.at('2026-11-21T09:00:00Z')

test('the inbox holds the notices of one authority, by what is sought', async () => {
  const { rows, total } = await listInbox(deps, 'X01', ALL)
  assert.equal(total, 4)
  assert.deepEqual(new Set(rows.map(one => one.state)), new Set(['new']))
  const idsOf = async (sought: object) =>
    (await listInbox(deps, 'X01', { ...ALL, ...sought })).rows.map(one => one.notice.noticeId)
  assert.deepEqual(await idsOf({ kind: 'inactive-number' }), [inactive])
  assert.deepEqual(await idsOf({ delivery: 'undeliverable' }), [expired])
  assert.deepEqual(await idsOf({ state: 'seen' }), [])
  assert.deepEqual(await listInbox(deps, 'X03', ALL), { rows: [], total: 0 })
  assert.deepEqual(await countInboxOf(deps, 'X01'), {
    new: { access: 3, 'inactive-number': 1, 'was-not-brought': 0 },
    empty: 1,
    expired: 1,
    overdue: 2,
  })
})

test('seen once, actioned as often as something is done; each with who and when, and never changed', async () => {
  await markNotice(deps, 'X01', { ...by(access), state: 'seen' })
  await markNotice(deps, 'X01', { ...by(access), state: 'seen' })
  clock.forward(1)
  await markNotice(deps, 'X01', { ...by(access), state: 'actioned', note: 'Rang the ward' })
  await markNotice(deps, 'X01', { ...by(access), state: 'seen' })
  const read = await readInboxNotice(deps, 'X01', by(access))
  assert.equal(read.state, 'actioned')
  assert.deepEqual(
    read.events.map(event => [event.at.toISOString(), event.state, event.byName, event.note]),
    [
      ['2026-11-21T10:00:00.000Z', 'actioned', 'Ms Nia EXAMPLE', 'Rang the ward'],
      ['2026-11-21T09:00:00.000Z', 'seen', 'Ms Nia EXAMPLE', undefined],
    ],
  )
  assert.deepEqual(read.last, read.events[0])
  for (const text of [
    'update notifications.notice_event set note_sealed = null',
    'delete from notifications.notice_event',
  ])
    await assert.rejects(deps.db.query({ text }), /permission denied/)
  assert.equal((await listInbox(deps, 'X01', { ...ALL, state: 'actioned' })).total, 1)
})

test('two people at the same moment are both kept', async () => {
  await Promise.all(
    ['One', 'Two', 'Three'].map(name =>
      markNotice(deps, 'X01', { ...by(empty), actor: staff(name), state: 'actioned', note: name }),
    ),
  )
  const { events } = await readInboxNotice(deps, 'X01', by(empty))
  assert.deepEqual(events.map(event => event.note).sort(), ['One', 'Three', 'Two'])
})

test('that a notice was looked at is in the audit, with the child it is about', async () => {
  const asked = by(inactive)
  await readInboxNotice(deps, 'X01', asked)
  const [kept] = await database.owner.query({
    text: 'select action, child_key, detail from audit.entry where request_id = $1',
    values: [asked.requestId],
  })
  assert.deepEqual(kept, { action: 'authority-notice', child_key: keyOf(child), detail: { notice: inactive } })
})

test('a notice of another authority is not there, and nothing is done to it', async () => {
  await assert.rejects(readInboxNotice(deps, 'X02', by(access)), UNKNOWN)
  await assert.rejects(markNotice(deps, 'X02', { ...by(access), state: 'actioned' }), UNKNOWN)
  await assert.rejects(resendOwnNotice(deps, 'X02', expired), UNKNOWN)
  await assert.rejects(readInboxNotice(deps, 'X01', by('1')), UNKNOWN)
})

test('an expired notice is sent again once, and counts as that from then on', async () => {
  await assert.rejects(resendOwnNotice(deps, 'X01', access), {
    code: 'NOTICE_NOT_EXPIRED',
    message: 'Only a notice that MESH gave up is sent again (it is waiting)',
  })
  await resendOwnNotice(deps, 'X01', expired)
  await resendOwnNotice(deps, 'X01', expired)
  const counts = await countInboxOf(deps, 'X01')
  assert.deepEqual([counts.expired, counts.new.access], [0, 1])
  const { rows } = await listInbox(deps, 'X01', { ...ALL, delivery: 'undeliverable' })
  assert.deepEqual(
    rows.map(one => one.isResent),
    [true],
  )
})

test('accesses are counted by child, one sent again not twice', async () => {
  const counted = await countAccesses(deps, 'X01', [child, other])
  assert.deepEqual([counted.get(child)?.count, counted.get(other)?.count], [1, 1])
  assert.equal(counted.get(child)?.lastAt.toISOString(), '2026-11-18T06:00:00.000Z')
  assert.equal((await countAccesses(deps, 'X02', [child])).size, 0)
})
