import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { openPoolAsNamed } from './database.ts'
import { installedPackage } from './embedded-binaries.ts'
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { isRoot } from './environment.ts'
import { silentLog } from './log.ts'
import { folderInRootsPlace, othersMayReach, socketFolder } from './server-user.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'embedded '))
const options = { folder: path.join(folder, 'data'), log: silentLog }
fs.chmodSync(folder, 0o711)
after(async () => {
  await removeEmbeddedPostgres(options)
  fs.rmSync(folder, { recursive: true, force: true })
})

let first: EmbeddedPostgres

const socketsOf = (postgres: EmbeddedPostgres) =>
  new URLSearchParams(postgres.url('x', 'x').split('?')[1]).get('host') ?? ''

async function ask(postgres: EmbeddedPostgres, text: string): Promise<unknown> {
  const pool = openPoolAsNamed(postgres.url('postgres', 'postgres'), { connections: 1, log: silentLog })
  try {
    const [row] = await pool.query({ text })
    return row
  } finally {
    await pool.end()
  }
}

test('two who start on a fresh folder at the same moment get one server', async () => {
  const both = await Promise.all([startEmbeddedPostgres(options), startEmbeddedPostgres(options)])
  assert.equal(both[0]?.pid, both[1]?.pid)
  first = both[0]
  assert.deepEqual(await ask(first, 'create table kept as select 42 as answer'), undefined)
  assert.deepEqual(fs.readdirSync(options.folder).sort(), ['cluster', 'postgresql.log'])
})

test('a server that runs is adopted', async () => {
  assert.equal((await startEmbeddedPostgres(options)).pid, first.pid)
})

test('started by root the server runs as nobody; its socket is short, and open to nobody else', () => {
  const user = execFileSync('ps', ['-o', 'user=', '-p', String(first.pid)], { encoding: 'utf8' }).trim()
  assert.equal(user, isRoot ? 'nobody' : os.userInfo().username)
  const sockets = socketsOf(first)
  assert.equal(sockets, socketFolder(options.folder))
  assert.ok(sockets.length < 80)
  assert.equal(fs.statSync(sockets).mode & 0o077, 0)
  assert.ok(socketFolder('/long'.repeat(100)).length < 80)
})

test('after kill -9 of the server it starts again, with what was committed', async () => {
  process.kill(first.pid, 'SIGKILL')
  const second = await startEmbeddedPostgres(options)
  assert.notEqual(second.pid, first.pid)
  assert.deepEqual(await ask(second, 'select answer from kept'), { answer: 42 })
  first = second
})

test('stopped, it is away; stopping again is nothing; started again, all is there', async () => {
  await first.stop()
  await assert.rejects(ask(first, 'select 1'), { code: 'ENOENT' })
  await first.stop()
  assert.deepEqual(await ask(await startEmbeddedPostgres(options), 'select answer from kept'), { answer: 42 })
})

test('a cluster that cannot start says why, at once', async () => {
  await first.stop()
  const version = path.join(options.folder, 'cluster', 'PG_VERSION')
  const was = fs.readFileSync(version, 'utf8')
  fs.writeFileSync(version, '9\n')
  await assert.rejects(startEmbeddedPostgres(options), {
    code: 'EMBEDDED_POSTGRES_FAILED',
    message: /^The embedded PostgreSQL did not start \(.*initialized by PostgreSQL version 9, which is not compatible/,
  })
  fs.writeFileSync(version, was)
})

test('a socket folder somebody else put there is refused', { skip: !isRoot }, async () => {
  const other = path.join(folder, 'other')
  const sockets = socketFolder(other)
  fs.symlinkSync(folder, sockets)
  await assert.rejects(startEmbeddedPostgres({ ...options, folder: other }), {
    message: `The embedded PostgreSQL did not start (${sockets} belongs to another user)`,
  })
  fs.unlinkSync(sockets)
})

test('root’s data in a folder closed to others is kept where the server may go', { skip: !isRoot }, async () => {
  const closed = path.join(folder, 'closed')
  fs.mkdirSync(closed, { mode: 0o700 })
  const within = { ...options, folder: path.join(closed, 'data'), fsync: false }
  const postgres = await startEmbeddedPostgres(within)
  assert.deepEqual(await ask(postgres, 'select 1 as one'), { one: 1 })
  assert.deepEqual(fs.readdirSync(within.folder), [])
  await removeEmbeddedPostgres(within)
  assert.ok(!fs.existsSync(within.folder))
  assert.ok(!fs.existsSync(socketsOf(postgres)))
  await removeEmbeddedPostgres(within)
  assert.ok(othersMayReach(folderInRootsPlace('.')))
})

test('without a package for the machine, or a place for root’s data, the refusal says so', () => {
  assert.throws(() => installedPackage('vax-780'), {
    code: 'EMBEDDED_POSTGRES_MISSING',
    message:
      'There is no embedded PostgreSQL for this machine (@embedded-postgres/vax-780 is not installed; set CPIS_DATABASE_URL)',
  })
  assert.throws(() => folderInRootsPlace('no\0name'), {
    code: 'EMBEDDED_POSTGRES_UNREACHABLE',
    message:
      'The embedded PostgreSQL may not run as root and its folder is closed to other users ' +
      '(/var/lib/open-cpis cannot be used either)',
  })
})
