import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { program } from '../cli/index.ts'
import { expireMessages, openMeshClient } from '../mesh/index.ts'
import { processEnvironment, silentLog, systemClock, systemRandomness } from '../platform/index.ts'
import { mailboxVerbs } from './mailbox-verbs.ts'
import { meshServerDepsOf, startMesh } from './mesh-server.ts'
import { groundOf } from './processes.ts'
import { settingsFrom } from './settings.ts'

let database: TestDatabase
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailboxes-'))
const said: string[] = []

before(async () => {
  database = await testDatabase()
  Object.assign(processEnvironment, {
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_DATABASE_URL: database.url,
    CPIS_MESH_PORT: '0',
  })
})
beforeEach(() => {
  said.length = 0
  process.exitCode = undefined
})
after(async () => {
  process.exitCode = undefined
  fs.rmSync(folder, { recursive: true })
  await database.end()
})

/** Runs `cpis mailbox …`; what it says is in `said`. */
async function mailbox(...words: string[]): Promise<void> {
  await program(mailboxVerbs(line => said.push(line))).parseAsync(['node', 'cpis', 'mailbox', ...words])
}

function file(name: string, content: string): string {
  const at = path.join(folder, name)
  fs.writeFileSync(at, content)
  return at
}

const LONG_AGO = new Date('2025-01-01T00:00:00Z')

test('a mailbox is made, listed, and made only once', async () => {
  const password = file('password', 'a-long-password\n')
  const words = ['--id', 'x01new1', '--name', 'New', '--ods', 'x01', '--password-file', password]
  await mailbox('create', ...words)
  await mailbox('create', ...words, '--certificate-name', 'other')
  assert.deepEqual(said, ['X01NEW1 made', 'X01NEW1 is there already, unchanged'])
  assert.equal(process.exitCode, 1)
  said.length = 0
  await mailbox('list')
  assert.deepEqual(said, ['X01NEW1  X01  active  0 waiting  never called  New'])
  said.length = 0
  await mailbox('list', '--json')
  const [one = '{}'] = said
  assert.deepEqual(JSON.parse(one), {
    mailboxId: 'X01NEW1',
    name: 'New',
    odsCode: 'X01',
    active: true,
    waiting: 0,
    oldestWaitingAt: null,
    lastCallAt: null,
  })
})

test('a password that is short is not taken', async () => {
  const words = ['--id', 'x01new2', '--name', 'New', '--ods', 'X01', '--password-file', file('short', 'short')]
  await assert.rejects(mailbox('create', ...words), {
    code: 'CONFIG_INVALID',
    message: 'The configuration is not usable (a password must have at least 8 characters)',
  })
})

test('mailboxes and workflows out of JSON Lines files', async () => {
  const line = (id: string) =>
    JSON.stringify({ mailbox_id: id, mailbox_name: id, ods_code: 'X26', password: 'password', billing_entity: 'E' })
  const mailboxes = file('mailboxes.jsonl', [line('X26ABC1'), line('X26ABC2'), line('X01NEW1')].join('\n'))
  const workflow = JSON.stringify({ workflow_id: 'W', senders: ['X26ABC1'], receivers: ['X26ABC2'] })
  await mailbox('import', '--mailboxes', mailboxes, '--workflows', file('workflows.jsonl', workflow))
  assert.deepEqual(said, ['mailboxes: 2 made, 1 there already and unchanged; workflows: 1'])
})

test('what an operator changes holds for the next call', async () => {
  const mesh = await startMesh(settingsFrom(processEnvironment))
  const client = (mailboxId: string, password: string) =>
    openMeshClient({
      baseUrl: mesh.url,
      mailboxId,
      password,
      sharedKey: 'laptop-shared-key',
      clock: systemClock,
      randomness: systemRandomness,
      log: silentLog,
    })
  await client('X01NEW1', 'a-long-password').handshake()
  await mailbox('password', '--id', 'X01NEW1', '--password-file', file('password', 'another-password'))
  await client('X01NEW1', 'another-password').handshake()
  await mailbox('deactivate', '--id', 'x01new1')
  await assert.rejects(client('X01NEW1', 'another-password').handshake(), { code: 'MESH_FORBIDDEN' })
  await mailbox('activate', '--id', 'x01new1')
  await client('X01NEW1', 'another-password').handshake()
  await mailbox('workflow', '--id', 'W2', '--sender', 'x01new1', '--receiver', 'X26ABC1', '--receiver', 'x26abc2')
  assert.deepEqual(said, [
    'X01NEW1 has another password',
    'X01NEW1 is deactivated',
    'X01NEW1 is active',
    'W2: 1 senders and 2 receivers registered',
  ])
  await client('X01NEW1', 'another-password').send({ to: 'X26ABC2', workflowId: 'W2', body: 'x' })
  assert.equal((await client('X26ABC2', 'password').list()).length, 1)
  await mesh.stop()
  await assert.rejects(mailbox('deactivate', '--id', 'nobody'), { code: 'MESH_MAILBOX_UNKNOWN' })
})

test('what was not collected is put back, all of it or what is named', async () => {
  const { owner } = database
  await owner.query({ text: 'update mesh.message set accepted_at = $1', values: [LONG_AGO] })
  const ground = groundOf('test', settingsFrom(processEnvironment))
  await expireMessages(meshServerDepsOf(ground))
  await ground.end()
  const [message] = await owner.query<{ message_id: string }>({
    text: `select message_id from mesh.message where message_type = 'DATA' and state = 'undeliverable'`,
  })
  const id = message?.message_id ?? ''
  await mailbox('requeue', '--id', 'x26abc2', '--message', 'NONE', '--message', id.toLowerCase())
  assert.deepEqual(said, [id, '1 put back'])
  said.length = 0
  await mailbox('requeue', '--id', 'x26abc2')
  assert.deepEqual([said, process.exitCode], [['0 put back'], 1])
})
