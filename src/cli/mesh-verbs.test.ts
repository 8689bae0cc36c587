import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Command } from 'commander'
import { CASE_STATES, type CaseStory, type Letter, type WatchRow, type WatchTable } from '../operations/index.ts'
import { calendarDate } from '../platform/index.ts'
import { meshAdvance } from './mesh-advance.ts'
import { meshCases } from './mesh-cases.ts'
import { meshContacts } from './mesh-contacts.ts'
import { meshLetter } from './mesh-letter.ts'
import { meshPause } from './mesh-pause.ts'
import { meshWatch } from './mesh-watch.ts'
import { noticeResend } from './notice-resend.ts'
import { program } from './program.ts'
import type { Verb } from './verb.ts'

let said: string[] = []
const say = (line: string) => said.push(line)
beforeEach(() => {
  said = []
})

/** Runs a verb with these words and returns its lines; throws instead of ending the process. */
async function run(verb: Verb, ...words: string[]): Promise<string[]> {
  await quiet(program([verb])).parseAsync([verb.noun, verb.name, ...words], { from: 'user' })
  return said.flatMap(text => text.split('\n'))
}

function quiet(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  for (const child of command.commands) quiet(child)
  return command
}

const ROW: WatchRow = {
  mailboxId: 'X01CPIS1',
  authorityCode: 'X01',
  authorityName: 'Exampleshire County Council',
  source: 'server',
  connection: 'connected',
  messages: 'none',
  lastCallAt: new Date('2026-07-04T06:25:00Z'),
  lastHandshakeAt: new Date('2026-07-04T05:00:00Z'),
  waiting: 0,
  dueIn24h: 0,
  expired: 0,
  newlyExpired: 0,
  expiredNotices: 0,
  lostNotices: 0,
  seenAt: new Date('2026-07-04T06:30:00Z'),
  contacts: 2,
  contactsToConfirm: 0,
}
const DOWN: WatchRow = {
  ...ROW,
  mailboxId: 'X02CPIS1',
  authorityName: 'Samplebury Borough Council',
  connection: 'disconnected',
  messages: 'urgent',
  waiting: 4,
  oldestWaitingAt: new Date('2026-06-30T06:00:00Z'),
  dueIn24h: 2,
  expired: 1,
  case: {
    caseId: 'c',
    cause: 'disconnected',
    state: 'notified',
    openedAt: new Date('2026-07-02T06:30:00Z'),
    escalatedAt: new Date('2026-07-04T06:30:00Z'),
    letterOn: calendarDate('2026-07-04'),
  },
  contacts: 0,
  contactsToConfirm: 1,
}
const TABLE: WatchTable = {
  run: {
    day: calendarDate('2026-07-04'),
    at: new Date('2026-07-04T06:30:00Z'),
    ...{ watched: 2, withoutMailbox: 1, late: 0, disconnected: 1, paused: 0, uncollected: 1 },
    ...{ newlyExpired: 1, expired: 1, casesOpen: 1, letters: 1 },
  },
  rows: [ROW, DOWN],
  withoutMailbox: ['X03'],
}

test('mesh watch prints the run and a line for each mailbox, in the time of England', async () => {
  assert.deepEqual(await run(meshWatch(async () => TABLE, say)), [
    'Daily watch of 2026-07-04, 2026-07-04 07:30: 2 mailboxes, 1 disconnected, 1 with a message older than 72 hours; ' +
      'expired since the last: 1; open cases: 1; letters: 1',
    'Authorities without a known mailbox: 1',
    '',
    'Mailbox   Authority                    Connection    Last call         Handshake         Waiting  Oldest                     Due 24 h  Expired  Case',
    'X01CPIS1  Exampleshire County Council  connected     2026-07-04 07:25  2026-07-04 06:00  0        -                          0         0        -',
    'X02CPIS1  Samplebury Borough Council   disconnected  2026-07-04 07:25  2026-07-04 06:00  4        2026-06-30 07:00 (urgent)  2         1        ' +
      'notified (disconnected), RING; letter 2026-07-04; NOBODY TO WRITE TO; 1 contacts to confirm',
  ])
})

test('mesh watch looks first when told to, and prints JSON; before the first run it says so', async () => {
  const asked: boolean[] = []
  const read = async (how: { run: boolean }) => {
    asked.push(how.run)
    return { rows: [], withoutMailbox: [] }
  }
  await run(meshWatch(read, say), '--run', '--json')
  await run(meshWatch(read, say))
  assert.deepEqual(asked, [true, false])
  assert.equal(said[0], '{"rows":[],"withoutMailbox":[]}')
  assert.match(said[1] ?? '', /^No daily watch has run yet\.\n\nMailbox /)
})

const STORY: CaseStory = {
  caseId: 'c',
  mailboxId: 'X01CPIS1',
  authorityCode: 'X01',
  cause: 'disconnected',
  state: 'notified',
  openedAt: new Date('2026-03-04T07:30:00Z'),
  changedAt: new Date('2026-03-04T07:31:00Z'),
  events: [
    { caseId: 'c', at: new Date('2026-03-04T07:30:00Z'), to: 'opened', by: 'watch', note: 'opened: disconnected' },
    {
      caseId: 'c',
      at: new Date('2026-03-04T07:31:00Z'),
      from: 'opened',
      to: 'notified',
      by: 'watch',
      note: 'letter to 2 contacts',
    },
  ],
  expiredNotices: [{ noticeId: 'n', authorityCode: 'X01', kind: 'access', sentAt: new Date('2026-02-27T10:00:00Z') }],
}

test('mesh cases prints the story of each case and what can be sent again', async () => {
  assert.deepEqual(await run(meshCases(async () => [STORY], say)), [
    'X01CPIS1 (X01): notified, disconnected, since 2026-03-04 07:30',
    '  2026-03-04 07:30  opened (watch): opened: disconnected',
    '  2026-03-04 07:31  opened > notified (watch): letter to 2 contacts',
    '  expired: access notice of 2026-02-27 10:00; cpis notice resend n',
  ])
  said = []
  assert.deepEqual(await run(meshCases(async () => [], say)), ['No case is open.'])
  said = []
  assert.deepEqual(
    JSON.parse(
      (
        await run(
          meshCases(async () => [STORY], say),
          '--json',
        )
      )[0] ?? '',
    ).length,
    1,
  )
})

test('mesh advance wants a state and a note', async () => {
  const asked: string[] = []
  const advance: Parameters<typeof meshAdvance>[0] = async (...words) => {
    asked.push(...words)
    return { ...STORY, state: 'acknowledged' }
  }
  const verb = meshAdvance(advance, CASE_STATES, say)
  assert.deepEqual(await run(verb, 'x01cpis1', '--to', 'acknowledged', '--note', 'they rang'), [
    'the case of X01CPIS1 is acknowledged',
  ])
  assert.deepEqual(asked, ['X01CPIS1', 'acknowledged', 'they rang'])
  await assert.rejects(run(verb, 'X01CPIS1', '--to', 'opened', '--note', 'x'), {
    message:
      /argument 'opened' is invalid\. Allowed choices are notified, acknowledged, reconnecting, restored, closed\./,
  })
  await assert.rejects(run(verb, 'X01CPIS1', '--to', 'closed'), {
    message: /required option '--note <text>' not specified/,
  })
})

test('mesh pause wants a day that exists', async () => {
  const verb = meshPause(async (_, until) => assert.deepEqual(until, new Date('2026-04-01T00:00:00Z')), say)
  assert.deepEqual(await run(verb, 'x01cpis1', '--until', '2026-04-01', '--reason', 'new server'), [
    'X01CPIS1 is paused until 2026-04-01; its messages age all the same',
  ])
  await assert.rejects(run(verb, 'X01CPIS1', '--until', '2026-02-30', '--reason', 'x'), {
    message: /must be a day as 2026-04-01/,
  })
})

const LETTER: Letter = {
  letterId: 'l',
  caseId: 'c',
  day: calendarDate('2026-03-04'),
  mailboxId: 'X01CPIS1',
  recipients: ['it@example.org', 'lead@example.org'],
  subject: 'URGENT',
  body: 'Text\n',
  writtenAt: new Date('2026-03-04T07:30:00Z'),
  deliveredAt: new Date('2026-03-04T07:31:00Z'),
  deliveredAs: 'l.eml',
}

test('mesh letter says to whom, when, how it left, and the text', async () => {
  assert.deepEqual(
    await run(
      meshLetter(async () => LETTER, say),
      'x01cpis1',
    ),
    [
      'To: it@example.org, lead@example.org',
      'Written: 2026-03-04 07:30; left: 2026-03-04 07:31 as l.eml',
      'Subject: URGENT',
      '',
      'Text',
      '',
    ],
  )
  said = []
  const { deliveredAt, deliveredAs, ...waiting } = LETTER
  const [to, left] = await run(
    meshLetter(async () => ({ ...waiting, recipients: [] }), say),
    'x01cpis1',
  )
  assert.deepEqual(
    [to, left],
    ['To: nobody: the authority has no contacts', 'Written: 2026-03-04 07:30; left: not yet'],
  )
})

test('mesh contacts says how many groups it replaced', async () => {
  const verb = meshContacts(async file => {
    assert.equal(file, 'contacts.csv')
    return 3
  }, say)
  assert.deepEqual(await run(verb, 'contacts.csv'), ['contact groups replaced: 3'])
})

test('notice resend names the new notice, or the one of the first time', async () => {
  const id = '11111111-2222-4333-8444-55555555555A'
  const resent = (isNew: boolean) =>
    noticeResend(async asked => {
      assert.equal(asked, id.toLowerCase())
      return { noticeId: 'new', authorityCode: 'X01', isNew }
    }, say)
  assert.deepEqual(await run(resent(true), id), ['sent again to X01 as new'])
  said = []
  assert.deepEqual(await run(resent(false), id), ['was sent again before, as new'])
  await assert.rejects(run(resent(true), 'nope'), { message: /must be a UUID/ })
})
