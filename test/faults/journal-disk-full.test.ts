import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { openJournal, readJournal } from '../../src/main/journal/index.ts'
import { type Handler, openReceiver } from '../../src/main/messages/receive-messages.ts'
import type { MeshClient } from '../../src/mesh/index.ts'
import { processKeyring, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'

// The disk the journal is on is full, truly: a small file system of its own, which only root may mount.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-journal-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { encoding: 'utf8' })
const skip = mounted.status === 0 ? false : `no file system can be mounted: ${(mounted.stderr ?? '').trim()}`
after(() => {
  if (!skip) spawnSync('umount', [folder])
  fs.rmSync(folder, { recursive: true, force: true })
})

test('the disk full: messages of every workflow stay in the mailbox; with room again all are taken', {
  skip,
}, async () => {
  const deps = { folder, keyring: processKeyring(), clock: systemClock, randomness: systemRandomness }
  const journal = openJournal(deps)
  // What does not shrink: the second no longer fits.
  const waiting = new Map(['UPLOAD', 'UPLOAD', 'NEWS'].map((workflowId, place) => [`M${place}`, workflowId]))
  const mesh = {
    list: async () => [...waiting.keys()],
    download: async (messageId: string) => {
      const body = systemRandomness.bytes(150_000)
      return { messageId, kind: 'DATA', workflowId: waiting.get(messageId), from: 'X01', body }
    },
    acknowledge: async (messageId: string) => void waiting.delete(messageId),
  } as unknown as MeshClient
  const handled: string[] = []
  const done: Handler = async ({ messageId }) => {
    handled.push(messageId)
    return 'done'
  }
  const handlers = { UPLOAD: done, NEWS: done }
  const round = openReceiver({ mesh, log: silentLog, journal, handlers, inTurn: work => work(async () => {}) })
  await assert.rejects(round(), { code: 'JOURNAL_UNWRITABLE', detail: 'ENOSPC' })
  assert.deepEqual([handled, [...waiting.keys()]], [['M0'], ['M1', 'M2']])
  await assert.rejects(round(), { code: 'JOURNAL_UNWRITABLE' })
  assert.deepEqual(handled, ['M0'])
  assert.equal(spawnSync('mount', ['-o', 'remount,size=4m', folder]).status, 0)
  await round()
  await journal.end()
  assert.deepEqual([handled, waiting.size], [['M0', 'M1', 'M2'], 0])
  const torn: string[] = []
  const ids: string[] = []
  for await (const entry of readJournal(deps, '', file => torn.push(file)))
    if (entry.kind === 'message') ids.push(entry.messageId)
  assert.deepEqual(ids.sort(), ['M0', 'M1', 'M2'])
  assert.ok(torn.length <= 2)
})
