import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { calendarDate } from '../../platform/index.ts'
import { advanceCase } from '../cases/advance-case.ts'
import { keepContacts } from '../contacts/keep-contacts.ts'
import { deliverLetters } from '../letters/deliver-letters.ts'
import { readLetter } from '../letters/read-letter.ts'
import { MAILBOX, testWatch } from '../watch-for-tests.ts'
import { pauseWatch } from './pause-watch.ts'
import { refreshStates, runWatch, watchWhenDue } from './run-watch.ts'
import { caseStories, watchTable } from './watch-table.ts'

const database = await testDatabase()
after(() => database.end())
const watch = await testWatch(database)
const { deps, report, mail, mailed } = watch
const TABLES = 'watch_run, mailbox_state, watch_pause, mailbox_case, case_event, letter, contact'

beforeEach(async () => {
  const tables = TABLES.split(', ').map(name => `operations.${name}`)
  await database.owner.query({ text: `truncate ${tables.join(', ')}` })
  mailed.length = 0
  watch.setTime('2026-03-02T08:00:00Z')
  watch.says({})
  const confirmedOn = calendarDate('2026-01-05')
  await keepContacts(deps, [
    { authorityCode: 'X01', role: 'IT service desk', email: 'it.x01@example.org', confirmedOn },
    { authorityCode: 'X01', role: 'safeguarding lead', email: 'lead.x01@example.org', confirmedOn },
  ])
})

const storyOf = async () => {
  const [story] = await caseStories(deps)
  return story?.events.map(({ from, to, by, note }) => `${from ?? '-'} > ${to} (${by}): ${note}`)
}

test('a run in which all is well is recorded, once a day', async () => {
  const run = await runWatch(deps, report)
  const nothing = { late: 0, disconnected: 0, paused: 0, uncollected: 0, newlyExpired: 0, expired: 0 }
  assert.deepEqual(run, {
    day: '2026-03-02',
    at: new Date('2026-03-02T08:00:00Z'),
    watched: 3,
    withoutMailbox: run.withoutMailbox,
    ...nothing,
    casesOpen: 0,
    letters: 0,
  })
  assert.ok(run.withoutMailbox > 140)
  watch.setTime('2026-03-02T18:00:00Z')
  watch.says({ lastCallAt: watch.hoursAgo(100) })
  assert.deepEqual(await runWatch(deps, report), run)
  assert.equal((await watchTable(deps)).rows.length, 3)
  assert.deepEqual(await caseStories(deps), [])
})

test('the loop runs the watch when its time has come, looks each hour, and else does nothing', async () => {
  assert.equal((await watchWhenDue(deps, report))?.day, '2026-03-02')
  let asked = 0
  const counted = () => {
    asked += 1
    return report()
  }
  watch.setTime('2026-03-02T08:59:00Z')
  assert.equal(await watchWhenDue(deps, counted), undefined)
  assert.equal(asked, 0)
  watch.setTime('2026-03-02T09:00:00Z')
  assert.equal(await watchWhenDue(deps, counted), undefined)
  assert.equal(asked, 1)
  watch.setTime('2026-03-03T07:29:00Z')
  assert.equal(await watchWhenDue(deps, counted), undefined)
  watch.setTime('2026-03-03T07:30:00Z')
  assert.equal((await watchWhenDue(deps, counted))?.day, '2026-03-03')
})

test('from silence to a closed case: late, disconnected, notified, acknowledged, restored, closed', async () => {
  await runWatch(deps, report)
  watch.setTime('2026-03-03T10:00:00Z')
  watch.says({
    lastCallAt: new Date('2026-03-02T09:00:00Z'),
    waiting: 2,
    oldestWaitingAt: new Date('2026-03-02T12:00:00Z'),
  })
  await refreshStates(deps, report)
  const rowOf = async () => (await watchTable(deps)).rows.find(row => row.mailboxId === MAILBOX)
  assert.equal((await rowOf())?.connection, 'late')
  assert.equal((await rowOf())?.case, undefined)

  watch.setTime('2026-03-04T07:30:00Z')
  const run = await runWatch(deps, report)
  assert.deepEqual([run.disconnected, run.casesOpen, run.letters], [1, 1, 1])
  assert.equal(await deliverLetters(deps, mail), 1)
  assert.equal(await deliverLetters(deps, mail), 0)
  assert.deepEqual(
    mailed.map(letter => letter.recipients),
    [['it.x01@example.org', 'lead.x01@example.org']],
  )
  const row = await rowOf()
  assert.deepEqual([row?.connection, row?.case?.state, row?.case?.letterOn], ['disconnected', 'notified', '2026-03-04'])
  assert.deepEqual(row?.nextExpiryAt, new Date('2026-03-07T12:00:00Z'))

  await advanceCase(deps, { mailboxId: MAILBOX, to: 'acknowledged', by: 'sam', note: 'their desk answered' })
  watch.setTime('2026-03-05T07:30:00Z')
  assert.equal((await runWatch(deps, report)).letters, 1)
  assert.equal(await deliverLetters(deps, mail), 1)
  watch.setTime('2026-03-06T13:00:00Z')
  await refreshStates(deps, report)
  assert.ok((await rowOf())?.case?.escalatedAt)
  watch.says({ waiting: 2, oldestWaitingAt: new Date('2026-03-02T12:00:00Z') })
  await refreshStates(deps, report)
  assert.equal((await rowOf())?.case?.state, 'reconnecting')
  watch.says({})
  await refreshStates(deps, report)
  assert.equal((await rowOf())?.case?.state, 'restored')
  const story = await storyOf()
  watch.setTime('2026-03-07T07:30:00Z')
  assert.equal((await runWatch(deps, report)).casesOpen, 1)
  watch.setTime('2026-03-08T07:30:00Z')
  assert.equal((await runWatch(deps, report)).casesOpen, 0)
  assert.deepEqual(story, [
    '- > opened (watch): opened: disconnected',
    'opened > notified (watch): letter to 2 contacts',
    'notified > acknowledged (sam): their desk answered',
    'acknowledged > acknowledged (watch): letter to 2 contacts',
    'acknowledged > acknowledged (watch): for the telephone: a message waits for 96 hours',
    'acknowledged > reconnecting (watch): it calls; messages still wait',
    'reconnecting > restored (watch): it calls, and nothing waits for long',
  ])
  assert.deepEqual(await caseStories(deps), [])
})

test('what fails again is the same case, opened again', async () => {
  watch.says({ lastCallAt: watch.hoursAgo(30) })
  await runWatch(deps, report)
  watch.says({})
  await refreshStates(deps, report)
  watch.setTime('2026-03-03T08:00:00Z')
  watch.says({ waiting: 1, oldestWaitingAt: watch.hoursAgo(72) })
  const run = await runWatch(deps, report)
  assert.deepEqual([run.casesOpen, run.uncollected, run.letters], [1, 1, 1])
  assert.deepEqual((await storyOf())?.at(-1), 'restored > opened (watch): again uncollected')
})

test('messages that expire open a case even when nobody saw them wait, and are counted once a run', async () => {
  await runWatch(deps, report)
  watch.setTime('2026-03-02T20:00:00Z')
  watch.says({ expired: 3, newlyExpired: 3 })
  await refreshStates(deps, report)
  watch.says({ expired: 3 })
  watch.setTime('2026-03-03T08:00:00Z')
  const run = await runWatch(deps, report)
  assert.deepEqual([run.newlyExpired, run.expired, run.casesOpen], [3, 3, 1])
  assert.deepEqual((await storyOf())?.slice(0, 2), [
    '- > opened (watch): opened: expired',
    'opened > opened (watch): messages expired: 3',
  ])
  watch.setTime('2026-03-04T08:00:00Z')
  assert.equal((await runWatch(deps, report)).newlyExpired, 0)
})

test('in a pause silence opens no case, but messages age all the same', async () => {
  const until = new Date('2026-03-05T00:00:00Z')
  await pauseWatch(deps, { mailboxId: MAILBOX, until, reason: 'new server', by: 'sam' })
  watch.says({ lastCallAt: watch.hoursAgo(40) })
  const run = await runWatch(deps, report)
  assert.deepEqual([run.paused, run.disconnected, run.casesOpen], [1, 0, 0])
  watch.says({ lastCallAt: watch.hoursAgo(60), waiting: 1, oldestWaitingAt: watch.hoursAgo(80) })
  await refreshStates(deps, report)
  assert.deepEqual(await storyOf(), ['- > opened (watch): opened: uncollected'])
  await assert.rejects(pauseWatch(deps, { mailboxId: 'NOBODY', until, reason: '', by: 'sam' }), {
    code: 'WATCH_MAILBOX_UNKNOWN',
    message: 'No local authority has this mailbox (NOBODY)',
  })
})

test('a letter with nobody to go to is kept and goes nowhere', async () => {
  await database.owner.query({ text: 'delete from operations.contact' })
  watch.says({ lastCallAt: watch.hoursAgo(30) })
  assert.equal((await runWatch(deps, report)).letters, 1)
  assert.equal(await deliverLetters(deps, mail), 0)
  const letter = await readLetter(deps, MAILBOX)
  assert.deepEqual([letter.recipients, letter.deliveredAt], [[], undefined])
  assert.equal((await watchTable(deps)).rows[0]?.contacts, 0)
  await assert.rejects(readLetter(deps, 'X02CPIS1'), {
    code: 'LETTER_NOT_WRITTEN',
    message: 'No letter was written about this mailbox (X02CPIS1)',
  })
})

test('a letter that cannot be handed over goes with the next round', async () => {
  watch.says({ lastCallAt: watch.hoursAgo(30) })
  await runWatch(deps, report)
  const full = async () => {
    throw new Error('the disk is full')
  }
  assert.equal(await deliverLetters(deps, full), 0)
  assert.deepEqual((await watchTable(deps)).rows[0]?.case?.state, 'opened')
  assert.equal(await deliverLetters(deps, mail), 1)
})

test('a step by hand that is not in the table, or without a case, is refused', async () => {
  const step = { mailboxId: MAILBOX, by: 'sam', note: 'said so' }
  await assert.rejects(advanceCase(deps, { ...step, to: 'closed' }), {
    code: 'CASE_NOT_OPEN',
    message: 'There is no open case for this mailbox (X01CPIS1)',
  })
  watch.says({ lastCallAt: watch.hoursAgo(30) })
  await runWatch(deps, report)
  await assert.rejects(advanceCase(deps, { ...step, to: 'closed' }), {
    code: 'CASE_STEP_REFUSED',
    message: 'A case does not go that way (from opened to closed)',
  })
})

test('where the server is not ours, what became of our notices tells of the connection', async () => {
  const db = database.owner
  const keep = (id: number, state: string, sentAt: string, settledAt: string | null) =>
    db.query({
      text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
          state, next_attempt_at, sent_at, settled_at)
        values ($1, $2, 'access', 'X01', '', $4, $4, $3, $4, $4, $5)`,
      values: [`00000000-0000-4000-8000-00000000000${id}`, `key ${id}`, state, sentAt, settledAt],
    })
  const none = async () => []
  const seen = async () => {
    await refreshStates(deps, none)
    const { rows } = await watchTable(deps)
    const row = rows.find(one => one.mailboxId === MAILBOX)
    return [row?.source, row?.connection, row?.messages, row?.waiting, row?.expiredNotices, row?.lostNotices]
  }
  try {
    assert.deepEqual(await seen(), ['tracking', 'unseen', 'none', 0, 0, 0])
    await keep(1, 'collected', '2026-03-01T08:00:00Z', '2026-03-01T08:05:00Z')
    await keep(2, 'sent', '2026-03-02T07:00:00Z', null)
    assert.deepEqual(await seen(), ['tracking', 'connected', 'fresh', 1, 0, 0])
    watch.setTime('2026-03-05T07:30:00Z')
    const run = await runWatch(deps, none)
    assert.deepEqual([run.disconnected, run.uncollected, run.letters], [1, 1, 1])
    await db.query({
      text: `update notifications.notification set state = 'undeliverable', settled_at = '2026-03-07T07:00:00Z'
        where state = 'sent'`,
    })
    watch.setTime('2026-03-07T07:30:00Z')
    assert.deepEqual(await seen(), ['tracking', 'disconnected', 'none', 0, 1, 0])
    const [story] = await caseStories(deps)
    assert.deepEqual(
      story?.expiredNotices.map(notice => notice.noticeId.slice(-1)),
      ['2'],
    )
    await keep(3, 'collected', '2026-03-08T08:00:00Z', '2026-03-08T08:05:00Z')
    watch.setTime('2026-03-08T09:00:00Z')
    assert.deepEqual(await seen(), ['tracking', 'unseen', 'none', 0, 1, 0])
    watch.setTime('2026-04-08T09:00:00Z')
    assert.deepEqual(await seen(), ['tracking', 'unseen', 'none', 0, 1, 1])
    assert.equal((await caseStories(deps))[0]?.state, 'restored')
  } finally {
    await db.query({ text: 'delete from notifications.notification' })
  }
})
