import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bodyOf, childCells, emptyAgent, NUMBERS, writeExtract } from '../../src/agent/fixture.ts'
import { listItems, readStatus } from '../../src/agent/index.ts'
import type { AccessNotice } from '../../src/notifications/index.ts'
import { migrate, PROJECT_FOLDER, systemClock } from '../../src/platform/index.ts'
import { agentAtWork, workADay } from '../support/agent-at-work.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { sentSequences } from '../support/disk-mailbox.ts'
import { inForm } from '../support/form.ts'

// `kill -9` before and after everything the agent changes in its database and its mailbox; then it goes on. Every step
// each night; every third, another third each day, for each change.

const PROGRAM = fileURLToPath(new URL('../support/agent-at-work.ts', import.meta.url))
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'killed-'))
const extract = writeExtract(
  childCells({ cpStart: '2025-11-03' }),
  childCells({ localPersonId: 'P2', nhsNumber: NUMBERS[1], cpStart: '2025-11-03' }),
  childCells({ localPersonId: 'P3', nhsNumber: '', cpStart: '2025-11-03' }),
)
const EMPTY_NOTICE: AccessNotice = {
  ...{ kind: 'access', noticeId: 'N1', createdAt: new Date('2026-03-10T08:00:00Z') },
  authority: { odsCode: 'X01', name: 'Exampleshire' },
  accesses: [],
}
let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

/** Only a process that ends by itself leaves what it compiled, so the first is not killed; the others start faster. */
async function killedAt(step: number, mailbox: string): Promise<{ code: number | null; signal: string | null }> {
  const url = database.url.replace('{role}', 'cpis_migrator')
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') }
  const child = spawn(process.execPath, [PROGRAM, url, mailbox, extract, String(step)], { stdio: 'inherit', env })
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

test('an agent that is killed at any step loses nothing and doubles nothing', async () => {
  await killedAt(0, path.join(folder, 'not-killed'))
  const stride = inForm({ short: 3, long: 1 })
  let step = 1 + (new Date().getUTCDate() % stride)
  for (; ; step += stride) {
    await emptyAgent(database.owner)
    const mailbox = path.join(folder, String(step))
    const work = { databaseUrl: database.url.replace('{role}', 'cpis_migrator'), folder: mailbox, extract }
    fs.mkdirSync(path.join(mailbox, 'inbox'), { recursive: true })
    fs.writeFileSync(path.join(mailbox, 'inbox', 'A-NOTICE'), bodyOf({ kind: 'access', notice: EMPTY_NOTICE }))
    const { code, signal } = await killedAt(step, mailbox)
    if (signal === null) {
      assert.equal(code, 0)
      break
    }
    const agent = agentAtWork(work, () => {})
    await workADay(agent, extract)
    await agent.end()
    await assertWhole(step, mailbox)
  }
  assert.ok(step > 20, `${step} steps`)
})

async function assertWhole(step: number, mailbox: string): Promise<void> {
  const where = `killed at step ${step}`
  assert.deepEqual(sentSequences(mailbox), ['1'], where)
  assert.deepEqual(fs.readdirSync(path.join(mailbox, 'inbox')), [], where)
  const status = await readStatus({ database: database.owner, clock: systemClock }, { restricted: true })
  assert.deepEqual([status.live, status.acknowledged, status.inFlight], [2, 2, undefined], where)
  assert.deepEqual(
    status.work.map(({ kind, localPersonId }) => [kind, localPersonId]),
    [['held-back', 'P3']],
    where,
  )
  const items = await listItems(database.owner, { all: true })
  assert.deepEqual(items.map(({ item }) => item.kind).sort(), ['access', 'acknowledgement'], where)
  const filed = fs.readdirSync(path.join(mailbox, 'filed')).filter(name => /\.(csv|txt)$/.test(name))
  assert.equal(filed.length, 2, where)
}
