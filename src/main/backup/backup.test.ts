import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testCluster, testDatabase } from '../../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../../test/support/register.ts'
import { answerTogether, askAboutChild, type LookupDeps } from '../../lookup/index.ts'
import {
  makeMonths,
  openKeyring,
  openMetrics,
  openPoolAsNamed,
  processKeyring,
  silentLog,
  systemRandomness,
} from '../../platform/index.ts'
import { openOwner } from '../owner-pool.ts'
import { drill } from './backup-verbs.ts'
import { compareRestored } from './compare.ts'
import { type BackupDeps, makeBackup } from './make-backup.ts'
import { restoreBackup } from './restore-backup.ts'

// A copy of a database with plans, accesses, orders and a chain; restored beside it, and held against it.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backup-'))
const copy = path.join(folder, 'copy')
const clock = movedClock('2026-11-22T10:00:00Z')
const keyring = processKeyring()
let database: TestDatabase
let deps: BackupDeps

before(async () => {
  database = await testDatabase()
  await makeMonths(database.owner, clock.now(), 1)
  deps = { owner: database.owner, keyring, clock, randomness: systemRandomness }
  const db = database.pool('lookup')
  const ask: LookupDeps = {
    db,
    answering: answerTogether(db, db),
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('test'),
    answerWithinMs: 2_000,
  }
  const plans = [{ type: 'CPP', start: '2026-01-05' }] as const
  const children = Array.from({ length: 40 }, (_, place) => ({ person: { nhsNumber: nhsNumber(place + 1) }, plans }))
  await uploader(database, clock, 'X01').upload(children)
  for (const place of [1, 2, 3]) {
    const decided = { mode: 'standard', careSetting: 'emergency-department', gate: 'open', findings: [] } as const
    const asked = {
      nhsNumber: nhsNumber(place),
      ...decided,
      actor: staff('Ada'),
      channel: 'fhir',
      history: true,
    } as const
    await askAboutChild(ask, { ...asked, requestId: systemRandomness.uuid() })
  }
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Runs against an empty database that is dropped afterwards. */
async function withEmpty(work: (url: string) => Promise<void>): Promise<void> {
  const cluster = await testCluster()
  const name = `restored_${process.pid}_${systemRandomness.uuid().slice(0, 8)}`
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await admin.query({ text: `create database ${name} owner cpis_owner` })
  try {
    await work(cluster.url('postgres', name))
  } finally {
    await admin.query({ text: `drop database ${name} with (force)` })
    await admin.end()
  }
}

const restoreInto = async (url: string, from = copy, keys = keyring) => {
  const owner = await openOwner(url, silentLog)
  return restoreBackup({ owner, keyring: keys }, from).finally(() => owner.end())
}

test('a copy is made whole, under a name that was free', async () => {
  const manifest = await makeBackup(deps, copy)
  const rows = Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows]))
  assert.equal(rows['lookup.access'], 3)
  assert.ok(manifest.partitions.length > 0)
  await assert.rejects(makeBackup(deps, copy), { code: 'BACKUP_FOLDER_TAKEN' })
})

test('nothing in it can be read without the keys', () => {
  const bytes = fs.readdirSync(copy).map(name => fs.readFileSync(path.join(copy, name), 'latin1'))
  assert.ok(bytes.every(text => !text.includes('SAMPLE') && !text.includes(nhsNumber(1))))
})

test('restored it is the same in every table, in shape, and in the chain of the audit', async () => {
  const cluster = await testCluster()
  const done = await drill(cluster.url('postgres', 'postgres'), copy, () => {})
  assert.ok(done.compared.links >= 3)
  assert.ok(done.compared.rows > 40)
  assert.equal(done.replayed.uploads, 3)
  assert.ok(done.replayed.linksLost >= 4)
  assert.ok(done.migrations.some(({ name }) => name === '0064-restored.sql'))
})

test('a database that holds something is not restored into; all that was made there is the owner’s', async () => {
  await withEmpty(async url => {
    await restoreInto(url)
    const admin = openPoolAsNamed(url, { log: silentLog, connections: 1 })
    const others = await admin.query({
      text: `select from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
        where n.nspname = 'register' and r.rolname <> 'cpis_owner'`,
    })
    await admin.end()
    assert.deepEqual(others, [])
    await assert.rejects(restoreInto(url), { code: 'BACKUP_TARGET_NOT_EMPTY' })
  })
})

test('a byte changed, a piece cut off, a manifest altered, other keys: refused, and nothing is half done', async () => {
  const changed = (name: string, change: (file: string) => void) => {
    const at = path.join(folder, name)
    fs.cpSync(copy, at, { recursive: true })
    change(at)
    return at
  }
  const table = fs.readdirSync(copy).find(name => name.endsWith('register.plan_version')) ?? '000-audit.entry'
  const flipped = changed('flipped', at => {
    const bytes = fs.readFileSync(path.join(at, table))
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    fs.writeFileSync(path.join(at, table), bytes)
  })
  const cut = changed('cut', at => fs.truncateSync(path.join(at, table), fs.statSync(path.join(at, table)).size - 5))
  const empty = changed('empty', at => fs.truncateSync(path.join(at, table)))
  const altered = changed('altered', at => {
    const file = path.join(at, 'manifest.json')
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"rows": 3', '"rows": 2'))
  })
  const otherKeys = openKeyring({
    masterKeys: new Map([[1, Buffer.alloc(32, 9)]]),
    current: 1,
    indexKey: Buffer.alloc(32, 9),
  })
  await withEmpty(async url => {
    for (const from of [flipped, cut, empty, altered])
      await assert.rejects(restoreInto(url, from), { code: 'BACKUP_UNREADABLE' }, from)
    await assert.rejects(restoreInto(url, copy, otherKeys), { code: 'BACKUP_UNREADABLE' })
    await restoreInto(url)
  })
})

test('a copy of a newer program is refused by name', async () => {
  const newer = path.join(folder, 'newer')
  fs.cpSync(copy, newer, { recursive: true })
  const text = fs.readFileSync(path.join(newer, 'manifest.json'), 'utf8').replace('0001-platform.sql', '9999-later.sql')
  fs.writeFileSync(path.join(newer, 'manifest.json'), text)
  fs.writeFileSync(path.join(newer, 'manifest.mac'), keyring.keyedHash(text, 'backup manifest').toString('hex'))
  await withEmpty(url => assert.rejects(restoreInto(url, newer), { code: 'BACKUP_NEWER' }))
})

test('a restored row that was altered is found', async () => {
  await withEmpty(async url => {
    const manifest = await restoreInto(url)
    const owner = openPoolAsNamed(url, { log: silentLog, connections: 1 })
    await owner.query({ text: `update lookup.access set channel = 'other'` })
    const compared = compareRestored({ owner, auditor: owner, keyring, randomness: systemRandomness }, manifest)
    await assert.rejects(compared, { code: 'BACKUP_DIFFERS', detail: 'lookup.access' })
    await owner.end()
  })
})
