import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testCluster, testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import { loadReference } from '../../care-settings/index.ts'
import type { NhsNumber, PdsFinding } from '../../demographics/index.ts'
import type { MeshClient } from '../../mesh/index.ts'
import { type NotificationsDeps, sendNotices, takeOverOrders } from '../../notifications/index.ts'
import {
  type ContextRole,
  type Database,
  markRestored,
  openMetrics,
  openPool,
  openPoolAsNamed,
  type Pool,
  processKeyring,
  readRestored,
  silentLog,
  systemRandomness,
} from '../../platform/index.ts'
import type { RegisterDeps } from '../../register/index.ts'
import { deliveryOverMesh } from '../deliver-notice.ts'
import { type Journal, openJournal } from '../journal/index.ts'
import { answerUploads } from '../messages/answer-upload.ts'
import { openReceiver } from '../messages/receive-messages.ts'
import { type ApplyDeps, applyMissing, learningOutbox } from './apply-missing.ts'
import { drillChildren, drillLookUp, drillRegister, drillUpload } from './drill-world.ts'
import { findMissing, type Missing } from './missing.ts'
import { reportOf } from './missing-report.ts'

// One database goes on after the moment another was copied from it; then it is lost, and the other is all there is.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'missing-'))
const clock = movedClock('2026-11-22T10:00:00Z')
const keyring = processKeyring()
const opened: Pool[] = []
let live: TestDatabase
let restored: (role: ContextRole) => Database
let restoredName: string
let journal: Journal
let pdsKnows: (number: NhsNumber) => PdsFinding | undefined = () => undefined

/** A MESH that both databases know: what waits for this service, and what it took, by local id. */
const inbox = new Map<string, { from: string; body: Buffer }>()
const taken = new Map<string, string[]>()
const mesh = {
  list: async () => [...inbox.keys()],
  download: async (messageId: string) => ({ messageId, kind: 'DATA', workflowId: 'UPLOAD', ...inbox.get(messageId) }),
  acknowledge: async (messageId: string) => void inbox.delete(messageId),
  send: async ({ localId }: { localId: string }) => {
    taken.set(localId, [...(taken.get(localId) ?? []), `MESH-${localId}`])
    return { messageId: `MESH-${localId}` }
  },
  trackByLocalId: async (localId: string) =>
    taken.has(localId) ? { messageId: `MESH-${localId}`, status: 'accepted' } : undefined,
} as unknown as MeshClient
const timesSent = () => [...taken.values()].map(sent => sent.length)

const register = (db: Database): RegisterDeps => {
  const drilled = drillRegister(db, clock)
  const findInPds: RegisterDeps['findInPds'] = async numbers => {
    const found = new Map(await drilled.findInPds(numbers))
    for (const number of numbers) {
      const other = pdsKnows(number)
      if (other !== undefined) found.set(number, other)
    }
    return found
  }
  const findAuthorityOfMailbox = async () => ({ code: 'X01', odsCode: 'DRILL', name: 'Drill Council' })
  return { ...drilled, findInPds, findAuthorityOfMailbox, log: silentLog }
}
const outbox = (db: Database): NotificationsDeps => ({
  ...{ db, clock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') },
})

/** A worker's round over the mailbox. */
const receive = (db: Database) =>
  openReceiver({
    ...{ mesh, log: silentLog, journal, inTurn: round => round(async () => {}) },
    handlers: {
      UPLOAD: answerUploads({ mesh, register: register(db), clock, acknowledgementWorkflow: 'ACK', journal }),
    },
  })()

const upload = (sequence: number, from = sequence) => {
  const body = drillUpload(sequence, drillChildren(from, 3), clock)
  inbox.set(`UPLOAD-${sequence}-${inbox.size}`, { from: 'X01CPIS1', body })
}

/** A worker's rounds over notices: orders, then what waits. */
const takeOver = (of: (role: ContextRole) => Database) =>
  takeOverOrders(outbox(of('notifications')), { lookup: of('lookup'), register: of('register') })
const send = (of: (role: ContextRole) => Database) =>
  sendNotices(
    outbox(of('notifications')),
    deliveryOverMesh({
      ...{ mesh, clock, journal, careSettings: of('notifications') },
      workflows: { access: 'ACCESS', 'inactive-number': 'NUMBER', 'was-not-brought': 'WNB' },
    }),
    { holder: systemRandomness.uuid(), forMs: 30_000 },
  )

const missing = (): Promise<Missing> =>
  findMissing({
    journal: { folder, keyring },
    clock,
    register: restored('register'),
    demographics: restored('demographics'),
    notifications: restored('notifications'),
    audit: { db: restored('auditor') },
    uploadWorkflow: 'UPLOAD',
    numberChangeWorkflow: 'CHANGE',
  })
const apply = async (more: Partial<ApplyDeps> = {}) =>
  applyMissing(
    {
      register: register(restored('register')),
      applyNumberChange: async () => 'done',
      learnAboutNotices: learningOutbox({
        notifications: outbox(restored('notifications')),
        lookup: restored('lookup'),
        register: restored('register'),
      }),
      ...{ mesh, journal, acknowledgementWorkflow: 'ACK', log: silentLog, stillOurs: async () => {} },
      ...more,
    },
    await missing(),
  )
const ids = (messages: Missing['uploads']) => messages.map(one => one.messageId)

before(async () => {
  live = await testDatabase()
  await loadReference(live.owner, { invented: true })
  journal = openJournal({ folder, keyring, clock, randomness: systemRandomness })
  const of = live.pool
  upload(1)
  await receive(of('register'))
  // One notice waits untried, of another only the order is there, when the copy is made.
  const [first, second, third] = drillChildren(1, 3) as [NhsNumber, NhsNumber, NhsNumber]
  await drillLookUp(of('lookup'), clock, first)
  await takeOver(of)
  await drillLookUp(of('lookup'), clock, second)
  await copyOfLive()
  // From here on only the live one knows.
  clock.forward(1)
  upload(2)
  await receive(of('register'))
  clock.forward(1)
  upload(3)
  await receive(of('register'))
  await drillLookUp(of('lookup'), clock, third)
  await takeOver(of)
  await send(of)
  assert.deepEqual([taken.size, new Set(timesSent())], [6, new Set([1])])
})
after(async () => {
  await journal.end()
  for (const pool of opened) await pool.end()
  const cluster = await testCluster()
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await admin.query({ text: `drop database if exists ${restoredName} with (force)` })
  await admin.end()
  await live.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function copyOfLive(): Promise<void> {
  const cluster = await testCluster()
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  const [row] = await live.owner.query<{ name: string }>({ text: 'select current_database() as name' })
  const name = row?.name ?? ''
  restoredName = `${name}_restored`
  const others = { text: 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', values: [name] }
  await admin.query(others)
  await admin.query({ text: `create database ${restoredName} template ${name}` })
  await admin.end()
  const pools = new Map<ContextRole, Pool>()
  const databaseUrl = cluster.url('{role}', restoredName)
  restored = role => {
    const pool = pools.get(role) ?? openPool(role, { databaseUrl, connections: 3, log: silentLog })
    if (!pools.has(role)) opened.push(pool)
    pools.set(role, pool)
    return pool
  }
}

test('the restored database lacks exactly what was acknowledged after the copy was made', async () => {
  const { uploads, notices, audit } = await missing()
  assert.deepEqual(ids(uploads), ['UPLOAD-2-0', 'UPLOAD-3-0'])
  assert.deepEqual(
    uploads.map(one => one.answered?.fileCode),
    ['CPF02', 'CPF02'],
  )
  assert.deepEqual(notices.map(one => one.state).sort(), ['waiting', undefined, undefined])
  assert.equal(audit.newestLinkAt?.toISOString(), '2026-11-22T10:00:00.000Z')
  const track = async () => 'waiting' as const
  const report = await reportOf(await missing(), { tracking: { track } })
  assert.deepEqual(
    report.notices.unknown.map(one => one.mesh),
    ['waiting', 'waiting'],
  )
})

test('while PDS is away nothing is judged otherwise than then: it stops, and goes on later', async () => {
  pdsKnows = () => ({ kind: 'unavailable' })
  await assert.rejects(apply(), { code: 'BACKUP_PDS_AWAY' })
  pdsKnows = () => undefined
  assert.equal((await missing()).uploads.length, 2)
})

test('what is missing is applied in its order, answered to nobody twice, and then nothing is missing', async () => {
  const acknowledged = taken.size
  assert.deepEqual(await apply(), { uploads: 2, numberChanges: 0, acknowledged: 0, differing: [] })
  assert.equal(taken.size, acknowledged)
  const { uploads } = await missing()
  assert.deepEqual(ids(uploads), [])
  assert.deepEqual(await apply(), { uploads: 0, numberChanges: 0, acknowledged: 0, differing: [] })
  const held = (role: Database) =>
    role.query({ text: 'select authority_code, last_accepted from register.authority_sequence order by 1' })
  assert.deepEqual(await held(restored('register')), await held(live.pool('register')))
})

test('a notice that left does not leave again: neither one that waited, nor one that was an order', async () => {
  await takeOver(restored)
  await send(restored)
  assert.deepEqual(new Set(timesSent()), new Set([1]))
  const states = (await missing()).notices.map(one => one.state)
  assert.deepEqual(states, [undefined], 'the third was of a look-up that is lost')
})

test('a message that MESH delivers again after the restore is not answered again, whatever MESH remembers', async () => {
  const sent = taken.get('ACK-UPLOAD-2-0')
  taken.delete('ACK-UPLOAD-2-0')
  inbox.set('UPLOAD-2-0', { from: 'X01CPIS1', body: drillUpload(2, drillChildren(2, 3), clock) })
  await receive(restored('register'))
  assert.deepEqual([inbox.size, taken.has('ACK-UPLOAD-2-0')], [0, false])
  taken.set('ACK-UPLOAD-2-0', sent ?? [])
})

test('one that was journalled and never answered is answered now; other verdicts than told are named', async () => {
  const body = drillUpload(4, drillChildren(4, 3), clock)
  await journal.keep({ messageId: 'UPLOAD-4', workflowId: 'UPLOAD', from: 'X01CPIS1' }, body)
  clock.forward(1)
  const again = drillUpload(5, drillChildren(4, 3), clock)
  await journal.keep({ messageId: 'UPLOAD-5', workflowId: 'UPLOAD', from: 'X01CPIS1' }, again)
  const told = { uploadId: systemRandomness.uuid(), fileCode: 'CPF02', verdicts: 'other', answerMessageId: 'A' }
  await journal.note({ kind: 'answered', at: clock.now(), messageId: 'UPLOAD-5', ...told })
  assert.deepEqual(await apply(), { uploads: 2, numberChanges: 0, acknowledged: 1, differing: ['UPLOAD-5'] })
  assert.equal(taken.get('ACK-UPLOAD-4')?.length, 1)
  assert.equal((await missing()).uploads.length, 0)
})

test('number changes the demographics do not know are handed over again', async () => {
  const body = Buffer.from('{"no":"event"}')
  await journal.keep({ messageId: 'CHANGE-1', workflowId: 'CHANGE' }, body)
  const handed: string[] = []
  const applied = await apply({
    applyNumberChange: async ({ messageId }) => {
      handed.push(messageId)
      return 'done'
    },
  })
  assert.deepEqual([handed, applied.numberChanges], [['CHANGE-1'], 1])
  await assert.rejects(apply({ applyNumberChange: async () => 'later' }), { code: 'BACKUP_PDS_AWAY' })
})

test('a database marked as restored says so, and its moment bounds what is looked at', async () => {
  const db = restored('register')
  assert.equal(await markRestored({ db, clock, randomness: systemRandomness }, clock.now()), true)
  assert.equal(await markRestored({ db, clock, randomness: systemRandomness }), false)
  assert.deepEqual(await readRestored(db), { restoredAt: clock.now(), restoredTo: clock.now() })
  assert.equal((await missing()).restored?.restoredTo?.getTime(), clock.now().getTime())
})
