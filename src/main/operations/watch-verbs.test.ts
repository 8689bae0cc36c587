import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { loadReference } from '../../care-settings/index.ts'
import { operatorName, processKeyring, sealJson } from '../../platform/index.ts'
import { makeLaptopMailboxes } from '../laptop-mailboxes.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { watchOf, watchRound } from './operations-deps.ts'
import { watchVerbs } from './watch-verbs.ts'

// The watch as it is wired: our own MESH server's tables, letters in a folder, and the verbs of the command.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'letters-'))
const database = await testDatabase()
const settings = settingsFrom({
  CPIS_PROFILE: 'test',
  CPIS_LOG_LEVEL: 'silent',
  CPIS_DATABASE_URL: database.url,
  CPIS_LETTER_FOLDER: path.join(folder, 'out'),
})
const ground = groundOf('test', settings)
after(async () => {
  await ground.end()
  await database.end()
  fs.rmSync(folder, { recursive: true })
})
await loadReference(database.owner, { invented: true })
await makeLaptopMailboxes(settings)
const verbs = watchVerbs(() => settings)
const letters = () => fs.readdirSync(path.join(folder, 'out'))
const rowOf = async (mailboxId: string) =>
  (await verbs.watch({ run: false })).rows.find(row => row.mailboxId === mailboxId)

const NOTICE = '11111111-2222-4333-8444-555555555555'

test('contacts are loaded from a file; one that is not there is refused', async () => {
  const file = path.join(folder, 'contacts.csv')
  fs.writeFileSync(
    file,
    'authority_code,role,email,confirmed_on\nX02,it,it@samplebury.example.org,2026-04-01\nX02,lead,lead@samplebury.example.org,2026-04-01\n',
  )
  assert.equal(await verbs.contacts(file), 1)
  await assert.rejects(verbs.contacts(path.join(folder, 'none.csv')), {
    code: 'CONTACTS_INVALID',
    message: `The file of contacts is not usable (${path.join(folder, 'none.csv')} cannot be read)`,
  })
})

test('the worker finds the mailbox that is silent, and puts the letter into the folder whole', async () => {
  await database.owner.query({
    text: `update mesh.mailbox set created_at = created_at - interval '60 hours' where mailbox_id = 'X02CPIS1'`,
  })
  assert.equal(await watchRound(watchOf(ground)), false)
  const row = await rowOf('X02CPIS1')
  assert.deepEqual([row?.source, row?.connection, row?.case?.state], ['server', 'disconnected', 'notified'])
  assert.equal((await rowOf('X01CPIS1'))?.connection, 'connected')
  const letter = await verbs.letter('X02CPIS1')
  assert.deepEqual(letters(), [letter.deliveredAs])
  const [head = '', body = ''] = fs.readFileSync(path.join(folder, 'out', letters()[0] ?? ''), 'utf8').split('\r\n\r\n')
  assert.deepEqual(head.split('\r\n'), [
    'From: cpis-operations@example.org',
    'To: it@samplebury.example.org, lead@samplebury.example.org',
    'Subject: URGENT: your MESH mailbox X02CPIS1 for CP-IS is disconnected',
    `Date: ${letter.writtenAt.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${letter.letterId}@example.org>`,
    'Importance: high',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ])
  assert.equal(body, 'To: Samplebury Borough Council, CP-IS contacts')
})

test('a letter handed over twice is one file', async () => {
  await database.owner.query({ text: 'update operations.letter set delivered_at = null' })
  await watchRound(watchOf(ground))
  assert.equal(letters().length, 1)
})

test('the same day the watch by hand only looks again, and a call restores the case', async () => {
  const before = await verbs.watch({ run: false })
  await database.owner.query({
    text: `update mesh.mailbox_call set last_at = now() where mailbox_id = 'X02CPIS1' and call = 'list'`,
  })
  const after = await verbs.watch({ run: true })
  assert.deepEqual(after.run, before.run)
  assert.equal(after.rows.find(row => row.mailboxId === 'X02CPIS1')?.case?.state, 'restored')
  assert.equal(letters().length, 1)
})

test('an expired notice is listed with the case, sent again, and noted under the name of the operator', async () => {
  const empty = { kind: 'access', createdAt: new Date(0), accesses: [] }
  await database.owner.query({
    text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
        state, next_attempt_at, sent_at, settled_at)
      values ($1, 'access A1 X02', 'access', 'X02', $2, now(), now(), 'undeliverable', now(), now(), now())`,
    values: [NOTICE, sealJson(processKeyring(), empty, `notifications.notification ${NOTICE}`)],
  })
  const [listed] = await verbs.cases()
  assert.deepEqual(
    listed?.expiredNotices.map(one => one.noticeId),
    [NOTICE],
  )
  const { noticeId } = await verbs.resend(NOTICE)
  await verbs.resend(NOTICE)
  const [story] = await verbs.cases()
  assert.deepEqual(story?.expiredNotices, [])
  const last = story?.events.at(-1)
  assert.deepEqual([last?.by, last?.note], [operatorName(), `notice ${NOTICE} is sent again as ${noticeId}`])
})

test('a step and a pause by hand are kept with who said so', async () => {
  assert.equal((await verbs.advance('X02CPIS1', 'closed', 'agreed with their desk')).state, 'closed')
  assert.deepEqual(await verbs.cases(), [])
  await verbs.pause('X03CPIS1', new Date(Date.now() + 86_400_000), 'new server')
  assert.ok((await rowOf('X03CPIS1'))?.pausedUntil)
})
