import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { type Database, isAlreadyThere, isDatabaseFault, openPool, openPoolAsNamed, type Pool } from './database.ts'
import { silentLog } from './log.ts'

let database: TestDatabase
let pool: Pool
let admin: Pool
before(async () => {
  database = await testDatabase()
  await database.owner.query({ text: 'create table platform.thing (n bigint primary key, day date)' })
  const named = (role: string) =>
    openPoolAsNamed(database.url.replace('{role}', role), { connections: 1, log: silentLog })
  pool = named('cpis_migrator')
  admin = named('postgres')
})
after(async () => {
  for (const one of [pool, admin]) await one.end()
  await database.end()
})

const add = (db: Database, n: number) => db.query({ text: 'insert into platform.thing (n) values ($1)', values: [n] })
const kept = async () =>
  (await database.owner.query<{ n: number }>({ text: 'select n from platform.thing' })).map(r => r.n)

/** Ends the server's side of a connection, as a restart of PostgreSQL does; it is gone when this returns. */
async function kill(db: Database): Promise<void> {
  const [row] = await db.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' })
  const values = [row?.pid]
  await admin.query({ text: 'select pg_terminate_backend($1)', values })
  await until('it is gone', async () => {
    const [left] = await admin.query({ text: 'select from pg_stat_activity where pid = $1', values })
    return left === undefined || undefined
  })
}

test('a count is a number and a date stays the text it is', async () => {
  const [row] = await pool.query({ text: "select 9007199254740991::bigint as n, '2026-03-29'::date as day" })
  assert.deepEqual(row, { n: 9007199254740991, day: '2026-03-29' })
})

test('a transaction is done whole or not at all, also one within another', async () => {
  await pool.transaction(async tx => add(tx, 1))
  const failing = pool.transaction(async tx => {
    await add(tx, 2)
    await tx.transaction(inner => add(inner, 3))
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, { message: 'changed my mind' })
  assert.deepEqual(await kept(), [1])
  await assert.rejects(
    pool.transaction(async tx => add(tx, 1)),
    isAlreadyThere,
  )
  assert.deepEqual(await pool.query({ text: 'select 1 as still' }), [{ still: 1 }])
})

test('a pool outlives the connection it keeps', async () => {
  await kill(pool)
  const asked = () => pool.query({ text: 'select 1 as again' })
  const answer = await asked().catch(error => {
    assert.ok(isDatabaseFault(error))
    return asked()
  })
  assert.deepEqual(answer, [{ again: 1 }])
})

test('a connection that dies in mid-transaction is an error of that transaction and of nothing else', async () => {
  const broken = pool.transaction(async tx => {
    await add(tx, 4)
    // The server's goodbye arrives while no statement runs.
    await kill(tx)
    await add(tx, 5)
  })
  await assert.rejects(broken, isDatabaseFault)
  assert.deepEqual(await kept(), [1])
  assert.deepEqual(await pool.query({ text: 'select 1 as fresh' }), [{ fresh: 1 }])
})

test('a table that is widened beneath a statement planned before is no fault; a transaction is one once', async () => {
  const all = { name: 'all-things', text: 'select * from platform.thing' }
  const inTransaction = () => pool.transaction(tx => tx.query(all))
  await inTransaction()
  await database.owner.query({ text: 'alter table platform.thing add column wider text' })
  assert.deepEqual(await pool.query(all), [{ n: 1, day: null, wider: null }])
  await database.owner.query({ text: 'alter table platform.thing drop column wider' })
  await assert.rejects(inTransaction(), { code: '0A000' })
  assert.deepEqual(await inTransaction(), [{ n: 1, day: null }])
})

test('a statement that takes too long is given up', async () => {
  const options = { databaseUrl: database.url, statementTimeoutMs: 50, log: silentLog }
  const hasty = openPool('lookup', options)
  await assert.rejects(hasty.query({ text: 'select pg_sleep(5)' }), { code: '57014' })
  await hasty.end()
})

test('what a server that is not there answers is a fault; a pool that was ended too', async () => {
  for (const host of ['%2Fnowhere', '127.0.0.1&port=9', 'nowhere.invalid']) {
    const away = openPoolAsNamed(`postgresql://cpis_migrator@/cpis?host=${host}`, { log: silentLog })
    await assert.rejects(away.query({ text: 'select 1' }), isDatabaseFault, host)
    await away.end()
    await assert.rejects(away.query({ text: 'select 1' }), isDatabaseFault)
  }
  assert.throws(() => openPool('lookup', { databaseUrl: 'embedded', log: silentLog }), {
    message:
      'The configuration is not usable (CPIS_DATABASE_URL must name a PostgreSQL here; ' +
      'embedded is what bin/start makes for itself)',
  })
})

test('faults of the server are told from statements that are wrong', () => {
  const faults =
    '08006 08P01 28P01 53100 53300 57014 57P01 57P03 58030 XX000 XX001 25006 40001 40P01 55000 55P03 ' +
    'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOENT ENOTFOUND EAI_AGAIN EHOSTUNREACH EMFILE'
  const ours = '22P02 22008 23505 23514 25P02 42501 42601 42703 42P01 42P05 CONFIG_INVALID'
  for (const code of faults.split(' ')) assert.ok(isDatabaseFault({ code }), code)
  for (const code of ours.split(' ')) assert.ok(!isDatabaseFault({ code }), code)
  const said = ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout']
  for (const message of said) assert.ok(isDatabaseFault(new Error(message)), message)
  for (const other of [undefined, null, 'x', new Error('the look-up returned no row')])
    assert.ok(!isDatabaseFault(other))
})

test('a named statement is planned once, and each that is sent is counted by its name', async () => {
  const sent: string[] = []
  const db = openPool('lookup', { databaseUrl: database.url, log: silentLog, onStatement: name => sent.push(name) })
  const [row] = await db.query({ text: `select current_setting('plan_cache_mode') as plans` })
  assert.deepEqual(row, { plans: 'force_generic_plan' })
  await db.transaction(tx => tx.query({ name: 'one', text: 'select 1' }))
  await db.end()
  assert.deepEqual(sent, ['unnamed', 'one'])
})
