import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, NOON, openMeshServer, STRANGER, type TestExchange, testExchange } from '../../exchange-for-tests.ts'
import { createMailbox, setMailboxActive } from '../mailboxes/administration.ts'
import { pruneNonces } from './prune-nonces.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
beforeEach(() => exchange.setTime(NOON))
after(() => exchange.end())

/** Asserts a 403 with this text, in the form of both versions. */
async function assertForbidden(authorization: () => string, text: string, words = { event: '', code: '' }) {
  const second = await exchange.ask(LA, 'GET', '/inbox', { authorization: authorization() })
  assert.equal(second.status, 403)
  assert.deepEqual(second.json(), { detail: [{ ...words, msg: text }] })
  const first = await exchange.ask(LA, 'GET', '/inbox', { authorization: authorization(), version: 1 })
  assert.equal(first.status, 403)
  const { event: errorEvent, code: errorCode } = words
  assert.deepEqual(first.json(), { errorEvent, errorCode, errorDescription: text })
}

test('no header, or one that is no token', async () => {
  for (const header of ['', 'NHSMESH', 'Basic abc'])
    await assertForbidden(() => header, 'Error reading from Authorization header')
})

test('a token of another mailbox', async () => {
  await assertForbidden(() => exchange.token(HUB), 'Mailbox id does not match token')
  await assertForbidden(() => exchange.token(LA.toLowerCase()), 'Mailbox id does not match token')
})

test('a token that is not written as it must be, or signed by other secrets', async () => {
  const text = 'Invalid Authentication Token'
  await assertForbidden(() => exchange.token(LA).replace('NHSMESH', 'NHSMESH '), text)
  await assertForbidden(() => exchange.token(LA).replace('NHSMESH ', ''), text)
  await assertForbidden(() => exchange.token(LA, { nonceCount: 'one' }), text)
  await assertForbidden(() => exchange.token(LA, { password: 'another' }), text)
  await assertForbidden(() => exchange.token(LA).slice(0, -1) + 'x', text)
  await assertForbidden(() => `${exchange.token(LA)}:more`, text)
})

test('a mailbox that does not exist', async () => {
  const answer = await exchange.ask('NOBODY', 'GET', '/inbox')
  assert.equal(answer.status, 403)
  assert.deepEqual(answer.json(), { detail: [{ event: 'SEND', code: 'EPL-151', msg: 'No mailbox matched' }] })
  const body = (await exchange.ask('NOBODY', 'GET', '/inbox', { version: 1 })).json()
  assert.deepEqual(body, { errorEvent: 'SEND', errorCode: 'EPL-151', errorDescription: 'No mailbox matched' })
})

test('the path of a mailbox may be in any case, and a hash too', async () => {
  const upper = exchange.token(LA).replace(/[0-9a-f]{64}$/, hash => hash.toUpperCase())
  const answer = await exchange.ask(LA.toLowerCase(), 'GET', '/inbox', { authorization: upper })
  assert.equal(answer.status, 200)
})

test('a token works once, also at another server of the same database', async () => {
  const text = 'Error Duplicated Authentication Token'
  const authorization = exchange.token(LA)
  assert.equal((await exchange.ask(LA, 'GET', '/inbox', { authorization })).status, 200)
  await assertForbidden(() => authorization, text)
  const other = openMeshServer(exchange.deps)
  const answer = await other.inject({ url: `/messageexchange/${LA}/inbox`, headers: { authorization } })
  assert.equal(answer.statusCode, 403)
  assert.deepEqual(answer.json(), { errorEvent: '', errorCode: '', errorDescription: text })
  await other.close()
})

test('of many requests with one token at once, one is answered', async () => {
  const authorization = exchange.token(LA)
  const asked = Array.from({ length: 8 }, () => exchange.ask(LA, 'GET', '/inbox', { authorization }))
  const statuses = (await Promise.all(asked)).map(answer => answer.status).sort()
  assert.deepEqual(statuses, [200, 403, 403, 403, 403, 403, 403, 403])
})

test('a nonce may be used again with its count raised, not with the same number written otherwise', async () => {
  const nonce = 'the-same'
  const asked = async (nonceCount: string) =>
    (await exchange.ask(LA, 'GET', '/inbox', { authorization: exchange.token(LA, { nonce, nonceCount }) })).status
  assert.equal(await asked('0'), 200)
  assert.equal(await asked('1'), 200)
  assert.equal(await asked('001'), 403)
})

test('a time up to two hours from ours passes, a minute more does not', async () => {
  const statusAt = async (timestamp: string) =>
    (await exchange.ask(LA, 'GET', '/inbox', { authorization: exchange.token(LA, { timestamp }) })).status
  exchange.setTime('2025-11-22T15:00:59Z')
  assert.equal(await statusAt('202511221300'), 200)
  assert.equal(await statusAt('202511221700'), 200)
  assert.equal(await statusAt('202511221259'), 403)
  assert.equal(await statusAt('202511221701'), 403)
  await assertForbidden(() => exchange.token(LA, { timestamp: '202511221259' }), 'Invalid Authentication Token')
  await assertForbidden(() => exchange.token(LA, { timestamp: '202511221299' }), 'Invalid Authentication Token')
})

test('a disabled mailbox is refused at once, and served again when enabled', async () => {
  assert.equal((await exchange.ask(LA, 'GET', '/inbox')).status, 200)
  await setMailboxActive(exchange.deps, LA, false)
  await assertForbidden(() => exchange.token(LA), 'Request Received from Inactive Mailbox')
  await setMailboxActive(exchange.deps, LA, true)
  assert.equal((await exchange.ask(LA, 'GET', '/inbox')).status, 200)
})

test('a disabled mailbox hears that it is, whatever is wrong with its request', async () => {
  await setMailboxActive(exchange.deps, LA, false)
  assert.equal((await exchange.ask(LA, 'POST', '/outbox', { body: 'x' })).status, 403)
  await setMailboxActive(exchange.deps, LA, true)
})

test('a request refused for its form has spent its token', async () => {
  const authorization = exchange.token(LA)
  assert.equal((await exchange.ask(LA, 'POST', '/outbox', { body: 'x', authorization })).status, 400)
  const again = await exchange.ask(LA, 'GET', '/inbox', { authorization })
  assert.equal(again.status, 403)
})

test('a password changed by another process is known at once, the old one for seconds only', async () => {
  const mailbox = { mailboxId: 'X26CHG1', name: 'Changing', odsCode: 'X26', password: 'before', active: true }
  await createMailbox(exchange.deps, mailbox)
  const status = async (password: string) =>
    (await exchange.ask('X26CHG1', 'GET', '/inbox', { authorization: exchange.token('X26CHG1', { password }) })).status
  assert.equal(await status('before'), 200)
  await exchange.database.owner.query({ text: `delete from mesh.mailbox where mailbox_id = 'X26CHG1'` })
  await createMailbox(exchange.deps, { ...mailbox, password: 'after' })
  assert.equal(await status('after'), 200)
  assert.equal(await status('before'), 403)
})

test('tokens are forgotten when they are too old to be sent again', async () => {
  const count = async () => {
    const [row] = await exchange.database.owner.query<{ n: number }>({ text: 'select count(*) as n from mesh.nonce' })
    return row?.n
  }
  await pruneNonces(exchange.deps)
  const before = await count()
  assert.ok(before && before > 0)
  exchange.setTime('2025-11-22T19:02:00Z')
  assert.equal(await pruneNonces(exchange.deps), 0)
  exchange.setTime('2025-11-22T20:01:00Z')
  assert.equal(await pruneNonces(exchange.deps), before)
  assert.equal(await count(), 0)
})

test('the times of a mailbox by kind of call, and what its client said of itself', async () => {
  exchange.setTime('2025-11-23T08:00:00Z')
  const headers = { 'mex-clientversion': 'one', 'mex-osname': 'Linux', 'mex-osversion': '6', 'user-agent': 'test' }
  await exchange.ask(STRANGER, 'GET', '', { headers })
  exchange.setTime('2025-11-23T09:00:00Z')
  await exchange.ask(STRANGER, 'POST', '', { headers: { ...headers, 'mex-clientversion': 'two' } })
  await exchange.ask(STRANGER, 'GET', '/inbox')
  exchange.setTime('2025-11-23T09:00:00.500Z')
  await exchange.ask(STRANGER, 'GET', '/inbox')
  const calls = await exchange.database.owner.query({
    text: 'select call, last_at from mesh.mailbox_call where mailbox_id = $1 and last_at is not null order by call',
    values: [STRANGER],
  })
  const nine = new Date('2025-11-23T09:00:00Z')
  assert.deepEqual(calls, [
    { call: 'handshake', last_at: nine },
    { call: 'list', last_at: nine },
  ])
  const [said] = await exchange.database.owner.query({
    text: 'select at, client_version, os_name, os_version, user_agent from mesh.handshake where mailbox_id = $1',
    values: [STRANGER],
  })
  assert.deepEqual(said, { at: nine, client_version: 'two', os_name: 'Linux', os_version: '6', user_agent: 'test' })
})
