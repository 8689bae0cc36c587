import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../test/support/register.ts'
import { openMetrics, openPool, silentLog, systemClock, systemRandomness } from '../platform/index.ts'
import { AGAIN_WITHIN } from './deps.ts'
import { askAboutChild, type LookupDeps, limitsWithin, type Question, readAccessHistory } from './index.ts'

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const child = nhsNumber(1)

before(async () => {
  database = await testDatabase()
  const person = { nhsNumber: child }
  await uploader(database, clock, 'X01').upload([{ person, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
})
after(() => database.end())

const question = (mode: Question['mode']): Question => ({
  nhsNumber: child,
  mode,
  careSetting: 'emergency-department',
  gate: 'open',
  findings: [],
  actor: staff('Ada'),
  channel: 'fhir',
  history: true,
  requestId: systemRandomness.uuid(),
})

function depsWith(more: Partial<LookupDeps>): LookupDeps {
  const metrics = openMetrics('test')
  const db = database.pool('lookup')
  return { db, clock, randomness: systemRandomness, log: silentLog, metrics, answerWithinMs: 2_000, ...more }
}

test('the database away: NotChecked by every way of asking', async () => {
  const db = openPool('lookup', { databaseUrl: 'postgresql://{role}@/none?host=/nonexistent', log: silentLog })
  const deps = depsWith({ db })
  for (const answer of [
    await askAboutChild(deps, question('standard')),
    await askAboutChild(deps, question('silent')),
    await readAccessHistory(deps, question('standard')),
  ]) {
    assert.deepEqual(answer, { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: clock.now() })
  }
  await db.end()
})

test('no answer in time: NotChecked, too slow', async () => {
  const db = { ...database.pool('lookup'), query: () => new Promise<never>(() => {}) }
  const answer = await askAboutChild(depsWith({ db, answerWithinMs: 30 }), question('standard'))
  assert.deepEqual(answer, { kind: 'NotChecked', reason: 'too-slow', checkedAt: clock.now() })
})

test('a lock held by somebody else: PostgreSQL gives the statement up, NotChecked, nothing written', async () => {
  const db = openPool('lookup', { databaseUrl: database.url, statementTimeoutMs: 100, log: silentLog })
  await database.owner.transaction(async tx => {
    await tx.query({ text: 'lock table lookup.request in access exclusive mode' })
    const answer = await askAboutChild(depsWith({ db }), question('standard'))
    assert.deepEqual(answer, { kind: 'NotChecked', reason: 'too-slow', checkedAt: clock.now() })
  })
  await db.end()
  assert.deepEqual(await database.owner.query({ text: 'select 1 from lookup.access' }), [])
})

test('a connection that comes too late starts nothing: what was answered NotChecked is not written afterwards', async () => {
  const limits = limitsWithin(2_000)
  const db = openPool('lookup', { databaseUrl: database.url, connections: 1, ...limits, log: silentLog })
  const deps = depsWith({ db, clock: systemClock, answerWithinMs: 2_000 })
  await database.owner.transaction(async tx => {
    await tx.query({ text: 'lock table lookup.request in access exclusive mode' })
    const answers = [1, 2, 3].map(() => askAboutChild(deps, question('standard')))
    for (const answer of await Promise.all(answers)) assert.equal(answer.kind, 'NotChecked')
  })
  await db.end()
  assert.deepEqual(await database.owner.query({ text: 'select 1 from lookup.access' }), [])
  const audited = await database.owner.query({ text: `select 1 from audit.entry where action = 'look-up'` })
  assert.deepEqual(audited, [])
})

test('the wait for a connection, the statement and a second try are over before the answer is due', () => {
  for (const answerWithinMs of [100, 400, 2_000, 10_000]) {
    const { connectWithinMs = 0, statementTimeoutMs = 0 } = limitsWithin(answerWithinMs)
    assert.ok(connectWithinMs > 0 && statementTimeoutMs > 0)
    assert.ok(AGAIN_WITHIN * answerWithinMs + connectWithinMs + statementTimeoutMs < answerWithinMs)
  }
})

test('a connection lost late is not tried again: the time left would not do', async () => {
  const late = movedClock('2026-11-22T10:00:00Z')
  let asked = 0
  const query = async () => {
    asked += 1
    late.forward(0.3 / 3600)
    throw Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' })
  }
  const db = { ...database.pool('lookup'), query }
  const answer = await askAboutChild(depsWith({ db, clock: late }), question('standard'))
  assert.deepEqual(answer, { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: late.now() })
  assert.equal(asked, 1)
})

test('the audit refused: nothing leaves and nothing is written', async () => {
  await database.owner.query({ text: 'revoke insert on audit.entry from cpis_lookup' })
  for (const mode of ['standard', 'silent'] as const) {
    await assert.rejects(askAboutChild(depsWith({}), question(mode)), /permission denied/)
  }
  await database.owner.query({ text: 'grant insert on audit.entry to cpis_lookup' })
  assert.deepEqual(await database.owner.query({ text: 'select 1 from lookup.access' }), [])
})

test('the connection lost in mid-question: asked once more, one access', async () => {
  const pool = database.pool('lookup')
  let lost = 0
  const query: typeof pool.query = async statement => {
    const rows = await pool.query<never>(statement)
    lost += 1
    if (lost === 1) throw Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' })
    return rows
  }
  const answer = await askAboutChild(depsWith({ db: { ...pool, query } }), question('standard'))
  assert.equal(answer.kind, 'Known')
  assert.deepEqual(await database.owner.query({ text: 'select counted from lookup.access' }), [{ counted: true }])
})

test('a register that was restored and is not reopened: NotChecked by every way of asking, and nothing is written', async () => {
  const deps = depsWith({ isClosed: async () => true })
  for (const answer of [
    await askAboutChild(deps, question('standard')),
    await askAboutChild(deps, question('silent')),
    await readAccessHistory(deps, question('standard')),
  ]) {
    assert.deepEqual(answer, { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: clock.now() })
  }
  const failing = depsWith({ isClosed: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' })) })
  assert.equal((await askAboutChild(failing, question('standard'))).kind, 'NotChecked')
  assert.equal((await askAboutChild(depsWith({ isClosed: async () => false }), question('silent'))).kind, 'Known')
})
