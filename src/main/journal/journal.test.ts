import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { movedClock } from '../../../test/support/register.ts'
import { openKeyring, processKeyring, systemRandomness } from '../../platform/index.ts'
import type { MessageEntry } from './entry.ts'
import { forgetJournal } from './forget-journal.ts'
import { type Journal, openJournal } from './journal.ts'
import { journalDays, readJournal } from './read-journal.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'))
after(() => fs.rmSync(root, { recursive: true, force: true }))

const keyring = processKeyring()
const clock = movedClock('2026-11-22T23:59:00Z')
let made = 0
const newFolder = () => path.join(root, String(++made))
const opened = (folder: string) => openJournal({ folder, keyring, clock, randomness: systemRandomness })
const upload = (messageId: string): Omit<MessageEntry, 'kind' | 'at'> => ({ messageId, workflowId: 'UP', from: 'X01' })
const put = (journal: Journal, id: string) => journal.keep(upload(id), Buffer.from(`<upload>${id} SAMPLE</upload>`))

async function all(folder: string, from = '', keys = keyring) {
  const torn: string[] = []
  const entries = []
  for await (const entry of readJournal({ folder, keyring: keys }, from, file => torn.push(file))) entries.push(entry)
  return { entries, torn, ids: entries.map(one => (one.kind === 'notice' ? one.noticeId : one.messageId)) }
}

const files = (folder: string) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.journal'))
    .sort()
    .map(name => path.join(folder, name))

test('what is kept is read back in its order, bytes when asked for; nothing of it stands in a file or a name', async () => {
  const folder = newFolder()
  const journal = opened(folder)
  await Promise.all([put(journal, 'M1'), put(journal, 'M2')])
  await journal.note({ kind: 'notice', at: clock.now(), noticeId: 'N1', authorityCode: 'X01', meshMessageId: 'A1' })
  clock.forward(1)
  await put(journal, 'M3')
  await journal.end()
  const { entries, torn, ids } = await all(folder)
  assert.deepEqual([ids, torn], [['M1', 'M2', 'N1', 'M3'], []])
  assert.equal(String(await entries[1]?.body()), '<upload>M2 SAMPLE</upload>')
  assert.deepEqual(
    [entries[0]?.at.toISOString(), await entries[2]?.body()],
    ['2026-11-22T23:59:00.000Z', Buffer.alloc(0)],
  )
  assert.deepEqual(await journalDays(folder), ['2026-11-22', '2026-11-23'])
  assert.deepEqual((await all(folder, '2026-11-23')).ids, ['M3'])
  for (const file of files(folder)) {
    assert.match(path.relative(folder, file), /^\d{4}-\d\d-\d\d\/[\da-f-]{36}\.journal$/)
    assert.ok(!fs.readFileSync(file, 'latin1').match(/SAMPLE|M1|X01/))
    assert.equal(fs.statSync(file).mode & 0o077, 0)
  }
})

test('several processes at once: each its own file, nothing lost', async () => {
  const folder = newFolder()
  const journals = [opened(folder), opened(folder), opened(folder)]
  await Promise.all(Array.from({ length: 30 }, (_, place) => put(journals[place % 3] as Journal, `M${place}`)))
  await Promise.all(journals.map(one => one.end()))
  const { ids } = await all(folder)
  assert.deepEqual([new Set(ids).size, files(folder).length], [30, 3])
})

test('an end that is torn, or was filled with zeros, is told; what stands before it is read', async () => {
  for (const tear of [
    (file: string, size: number) => fs.truncateSync(file, size - 3),
    (file: string, size: number) => fs.truncateSync(file, size + 400),
    (file: string, size: number) => {
      fs.truncateSync(file, size - 40)
      fs.appendFileSync(file, Buffer.alloc(40))
    },
  ]) {
    const folder = newFolder()
    const journal = opened(folder)
    await put(journal, 'M1')
    await journal.note({ kind: 'notice', at: clock.now(), noticeId: 'N1', authorityCode: 'X01' })
    await journal.end()
    const [file = ''] = files(folder)
    tear(file, fs.statSync(file).size)
    const { ids, torn } = await all(folder)
    assert.equal(ids[0], 'M1')
    assert.deepEqual(torn, [path.relative(folder, file)])
  }
})

test('an entry that was changed, taken out or put elsewhere, and other keys, are refused', async () => {
  const folder = newFolder()
  const journal = opened(folder)
  for (const id of ['M1', 'M2', 'M3']) await put(journal, id)
  await journal.end()
  const [file = ''] = files(folder)
  const whole = fs.readFileSync(file)
  const first = 8 + whole.readUInt32BE(0) + whole.readUInt32BE(4)
  const flipped = Buffer.from(whole)
  flipped[20] = (flipped[20] ?? 0) ^ 1
  for (const bytes of [flipped, whole.subarray(first)]) {
    fs.writeFileSync(file, bytes)
    await assert.rejects(all(folder), { code: 'JOURNAL_UNREADABLE' })
  }
  fs.writeFileSync(file, whole)
  const otherKeys = openKeyring({
    masterKeys: new Map([[2, Buffer.alloc(32, 9)]]),
    current: 2,
    indexKey: Buffer.alloc(32),
  })
  await assert.rejects(all(folder, '', otherKeys), { code: 'JOURNAL_UNREADABLE' })
  fs.renameSync(file, path.join(path.dirname(file), `${systemRandomness.uuid()}.journal`))
  await assert.rejects(all(folder), { code: 'JOURNAL_UNREADABLE' })
})

test('a folder that cannot be written is a refusal; mended, the next entry begins another file', async () => {
  const folder = newFolder()
  const journal = opened(folder)
  await put(journal, 'M1')
  clock.forward(24)
  const day = path.join(folder, clock.now().toISOString().slice(0, 10))
  fs.writeFileSync(day, '')
  await assert.rejects(put(journal, 'M2'), { code: 'JOURNAL_UNWRITABLE', detail: 'EEXIST' })
  fs.rmSync(day)
  await put(journal, 'M2')
  await journal.end()
  assert.deepEqual((await all(folder)).ids, ['M1', 'M2'])
})

test('days older than the time they are kept for are removed, whole', async () => {
  const folder = newFolder()
  const journal = opened(folder)
  for (const id of ['M1', 'M2', 'M3']) {
    await put(journal, id)
    clock.forward(24)
  }
  await journal.end()
  assert.equal(await forgetJournal({ folder, clock }, 2), 1)
  assert.deepEqual((await all(folder)).ids, ['M2', 'M3'])
  assert.equal(await forgetJournal({ folder: `${folder}-none`, clock }, 2), 0)
})
