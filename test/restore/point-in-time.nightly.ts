import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import type { NhsNumber } from '../../src/demographics/index.ts'
import { applyMissing } from '../../src/main/backup/apply-missing.ts'
import { drillChildren, drillLookUp, drillMesh, drillRegister, drillUpload } from '../../src/main/backup/drill-world.ts'
import { findMissing, type Missing } from '../../src/main/backup/missing.ts'
import { migrateDatabase } from '../../src/main/database.ts'
import { openJournal } from '../../src/main/journal/index.ts'
import { answerUploads } from '../../src/main/messages/answer-upload.ts'
import {
  type ContextRole,
  openPool,
  type Pool,
  processKeyring,
  silentLog,
  systemClock,
  systemRandomness,
} from '../../src/platform/index.ts'
import { until } from '../support/until.ts'
import {
  adminOf,
  findTools,
  layOut,
  loseServer,
  makeServer,
  prepareRecovery,
  runTool,
  startServer,
  type Tools,
  urlOf,
} from './server.ts'

// A server of PostgreSQL's own tools is archived by deploy/postgresql, lost after uploads were acknowledged, and recovered.

const found = findTools()
const skip =
  found === undefined ? 'PostgreSQL’s tools (initdb, pg_basebackup, pg_verifybackup) are not on this machine' : false
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'pitr-'))
const tools: Tools = { tools: found ?? '', root }
const journalFolder = path.join(root, 'journal')
const backup = path.join(root, 'backups', 'monday')
const keyring = processKeyring()
const journal = openJournal({ folder: journalFolder, keyring, clock: systemClock, randomness: systemRandomness })
const mesh = drillMesh()
const BEFORE = 2
const AFTER = 3
/** Between the uploads before it and those after. */
let moment = new Date()
let running: string | undefined

before(async () => {
  if (skip) return
  layOut(root)
  const data = makeServer(tools)
  begin(data)
  const admin = adminOf(tools)
  await admin.query({ text: 'create database cpis' })
  await admin.end()
  await migrateDatabase(urlOf(tools, 'postgres', 'cpis'))
  fs.mkdirSync(path.dirname(backup))
  fs.chmodSync(path.dirname(backup), 0o777)
  runTool(tools, 'base-backup', backup)
  await onDatabase(async pool => {
    for (let one = 1; one <= BEFORE; one += 1) await upload(pool, one)
    await new Promise(resolve => setTimeout(resolve, 1_100))
    moment = new Date()
    await new Promise(resolve => setTimeout(resolve, 1_100))
    for (let one = BEFORE + 1; one <= BEFORE + AFTER; one += 1) await upload(pool, one)
    await drillLookUp(pool('lookup'), systemClock, childOf(1))
  })
  await archiveAll()
  lose()
})
afterEach(lose)
after(async () => {
  await journal.end()
  fs.rmSync(root, { recursive: true, force: true })
})

function begin(data: string): void {
  startServer(tools, data)
  running = data
}

function lose(): void {
  if (running !== undefined) loseServer(tools, running)
  running = undefined
}

async function onDatabase<Result>(work: (pool: (role: ContextRole) => Pool) => Promise<Result>): Promise<Result> {
  const pools = new Map<ContextRole, Pool>()
  const databaseUrl = urlOf(tools, '{role}', 'cpis')
  try {
    return await work(role => {
      const pool = pools.get(role) ?? openPool(role, { databaseUrl, connections: 2, log: silentLog })
      pools.set(role, pool)
      return pool
    })
  } finally {
    for (const pool of pools.values()) await pool.end()
  }
}

const childOf = (place: number) => drillChildren(place, 3)[0] as NhsNumber

const answering = (pool: (role: ContextRole) => Pool) => {
  const register = drillRegister(pool('register'), systemClock)
  return { mesh, register, clock: systemClock, acknowledgementWorkflow: 'ACK', journal }
}

async function upload(pool: (role: ContextRole) => Pool, place: number): Promise<void> {
  const message = { messageId: `UPLOAD-${place}`, workflowId: 'UPLOAD', from: 'DRILLCPIS' }
  const body = drillUpload(place, drillChildren(place, 3), systemClock)
  await journal.keep(message, body)
  await answerUploads(answering(pool))({ ...message, kind: 'DATA', body }, async () => {})
}

/** Waits until the WAL up to now lies in the archive: what is lost with a machine is at most what does not. */
async function archiveAll(): Promise<void> {
  const admin = adminOf(tools)
  const [row] = await admin.query<{ file: string }>({ text: 'select pg_walfile_name(pg_switch_wal()) as file' })
  await until('WAL archived', () => fs.existsSync(path.join(root, 'archive', row?.file ?? '')) || undefined)
  await admin.end()
}

async function recovered(name: string, to?: Date): Promise<number> {
  const begun = performance.now()
  const data = prepareRecovery(tools, backup, { name, ...(to && { to }) })
  begin(data)
  const admin = adminOf(tools)
  await until('recovered', async () => {
    const [row] = await admin.query<{ over: boolean }>({ text: 'select not pg_is_in_recovery() as over' })
    return row?.over || undefined
  })
  await admin.end()
  return performance.now() - begun
}

const missingOn = (pool: (role: ContextRole) => Pool): Promise<Missing> =>
  findMissing({
    journal: { folder: journalFolder, keyring },
    clock: systemClock,
    register: pool('register'),
    demographics: pool('demographics'),
    notifications: pool('notifications'),
    audit: { db: pool('auditor') },
    uploadWorkflow: 'UPLOAD',
    numberChangeWorkflow: 'CHANGE',
  })
const ids = ({ uploads }: Missing) => uploads.map(one => one.messageId)

test('recovered to the last WAL nothing is missing', { skip }, async t => {
  const ms = await recovered('to-the-end')
  await onDatabase(async pool => assert.deepEqual(ids(await missingOn(pool)), []))
  t.diagnostic(`recovered in ${Math.round(ms)} ms`)
})

test('recovered to an earlier moment exactly the later uploads are missing; applied, none is', { skip }, async () => {
  await recovered('to-a-moment', moment)
  await onDatabase(async pool => {
    const missing = await missingOn(pool)
    assert.deepEqual(ids(missing), ['UPLOAD-3', 'UPLOAD-4', 'UPLOAD-5'])
    assert.ok(missing.audit.newestLinkAt === undefined || missing.audit.newestLinkAt < moment)
    const sent = mesh.sent()
    const applied = await applyMissing(
      {
        ...answering(pool),
        applyNumberChange: async () => 'done',
        learnAboutNotices: async () => {},
        log: silentLog,
        stillOurs: async () => {},
      },
      missing,
    )
    assert.deepEqual(applied, { uploads: AFTER, numberChanges: 0, acknowledged: 0, differing: [] })
    assert.deepEqual([ids(await missingOn(pool)), mesh.sent()], [[], sent])
    const answer = await drillLookUp(pool('lookup'), systemClock, childOf(5))
    assert.equal(answer.kind, 'Known')
  })
})

test('WAL that was altered in the archive stops the recovery, which does not pass for whole', { skip }, async () => {
  const archive = path.join(root, 'archive')
  const [last = ''] = fs
    .readdirSync(archive)
    .filter(name => /^0000000100[0-9A-F]{14}$/.test(name))
    .sort()
    .reverse()
  const bytes = fs.readFileSync(path.join(archive, last))
  bytes[1_000] = (bytes[1_000] ?? 0) ^ 1
  fs.writeFileSync(path.join(archive, last), bytes)
  await assert.rejects(recovered('altered'))
  running = undefined
  assert.match(fs.readFileSync(path.join(root, 'altered.log'), 'utf8'), /is not as it was archived/)
})

test('another file under the name of one that is archived is refused; the same one is not', { skip }, () => {
  const archive = path.join(root, 'archive')
  const name = fs.readdirSync(archive).find(one => /^[0-9A-F]{24}$/.test(one)) ?? ''
  const other = path.join(root, 'other')
  fs.writeFileSync(other, 'other')
  fs.chmodSync(other, 0o644)
  assert.throws(() => runTool(tools, 'archive-wal', other, name), /is archived already/)
  runTool(tools, 'archive-wal', path.join(archive, name), name)
})
