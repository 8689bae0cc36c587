import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TimeOfDay } from '../../demographics/index.ts'
import type { MailboxState } from '../watch/store.ts'
import { letterText } from './letter-text.ts'

const SETTINGS = {
  watchAt: '07:30' as TimeOfDay,
  operationsMail: 'operations@example.org',
  operationsPhone: '01632 960900',
  meshHost: 'mesh.example.org',
}
const STATE: MailboxState = {
  mailboxId: 'X01CPIS1',
  authorityCode: 'X01',
  source: 'server',
  connection: 'disconnected',
  messages: 'warn',
  lastCallAt: new Date('2026-03-27T09:15:00Z'),
  lastHandshakeAt: new Date('2026-03-27T06:00:00Z'),
  clientVersion: 'ApiDocs==0.0.1',
  waiting: 4,
  oldestWaitingAt: new Date('2026-03-27T10:00:00Z'),
  dueIn24h: 1,
  expired: 0,
  newlyExpired: 0,
  expiredNotices: 0,
  lostNotices: 0,
  seenAt: new Date('2026-03-30T06:30:00Z'),
}
const open = { cause: 'disconnected', openedAt: STATE.seenAt } as const
const authority = { name: 'Exampleshire County Council' }

test('a letter says what is seen, until when, each step, and who to ring; times as clocks in England show them', () => {
  const { subject, body } = letterText({ authority, open, state: STATE }, SETTINGS)
  assert.equal(subject, 'URGENT: your MESH mailbox X01CPIS1 for CP-IS is disconnected')
  for (const line of [
    'To: Exampleshire County Council, CP-IS contacts',
    '- Last sign of your client: Friday, 27 March 2026 at 09:15.',
    '- It must call at least once every 24 hours.',
    '- Last handshake: Friday, 27 March 2026 at 06:00, client ApiDocs==0.0.1.',
    '- Messages that wait for you: 4.',
    '- Expiring within 24 hours: 1.',
  ])
    assert.ok(body.split('\n').includes(line), line)
  // The clocks went forward on the 29th: five days by the hour.
  assert.match(body, /expires Wednesday,? 1 April 2026 at 11:00, and you can then no longer read it\./)
  const steps = ['1. Read the log', '2. Check the way out', '3. Check the certificate', '4. Check the password']
  for (const step of [...steps, '5. Start the client by hand', '6. Look into the folder'])
    assert.ok(body.includes(`\n${step}`), step)
  assert.match(body, /MESH\.log/)
  assert.match(body, /must reach mesh\.example\.org by HTTPS/)
  assert.match(body, /operations@example\.org, or ring 01632 960900/)
  assert.doesNotMatch(body, /Expired messages|we shall also ring/)
  assert.doesNotMatch(body, /undefined|\d{10}/)
})

test('after expiry it says how messages come back and until when', () => {
  const state = { ...STATE, expired: 3, expiredNotices: 2, firstLostAt: new Date('2026-04-20T10:00:00Z') }
  const { body } = letterText({ authority, open: { ...open, escalatedAt: STATE.seenAt }, state }, SETTINGS)
  assert.match(
    body,
    /- 3 expired uncollected\. The national service desk can put them back into your mailbox until Monday,? 20 April 2026 at 11:00 \(the first of them\); after 30 days they are deleted\./,
  )
  assert.match(
    body,
    /- 2 of our notices are among them\. We keep them: write to operations@example\.org and we send them again\./,
  )
  assert.match(body, /we shall also ring you/)
})

test('the subject tells silence, a full mailbox and a loss apart; a client that never called is told so', () => {
  const subjectOf = (changes: Partial<MailboxState>, cause: 'uncollected' | 'expired') =>
    letterText(
      { authority, open: { ...open, cause }, state: { ...STATE, connection: 'connected', ...changes } },
      SETTINGS,
    ).subject
  assert.match(subjectOf({}, 'uncollected'), /is not being emptied$/)
  assert.match(subjectOf({ waiting: 0 }, 'expired'), /lost messages$/)
  const { lastCallAt, lastHandshakeAt, ...never } = STATE
  assert.match(letterText({ authority, open, state: never }, SETTINGS).body, /- Your client has never called\./)
})
