import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, openMeshServer, PASSWORD, type TestExchange, testExchange, UPLOAD } from '../../exchange-for-tests.ts'
import { createMailbox, registerWorkflow, setMailboxActive } from './administration.ts'
import { openPassword, sealPassword } from './password-seal.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const HANDSHAKE = { 'mex-clientversion': 'test', 'mex-osname': 'Linux', 'mex-osversion': '6' }

test('a handshake echoes the mailbox in version 1 and nothing in version 2', async () => {
  for (const method of ['GET', 'POST'] as const) {
    const first = await exchange.ask(LA, method, '', { headers: HANDSHAKE, version: 1 })
    assert.equal(first.status, 200)
    assert.deepEqual(first.json(), { mailboxId: LA })
    const second = await exchange.ask(LA, method, '', { headers: HANDSHAKE })
    assert.deepEqual([second.status, second.body.length], [200, 0])
  }
})

test('a handshake names every header that is missing', async () => {
  for (const version of [1, 2] as const) {
    const answer = await exchange.ask(LA, 'POST', '', { headers: { 'mex-osname': 'Linux' }, version })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json(), {
      detail: [
        { loc: ['header', 'mex-clientversion'], msg: 'must be given', type: 'missing' },
        { loc: ['header', 'mex-osversion'], msg: 'must be given', type: 'missing' },
      ],
    })
  }
})

test('a MESH media type that does not exist', async () => {
  for (const accept of ['application/vnd.mesh.v3+json', 'application/vnd.mesh', 'application/vnd.mesh.v2']) {
    const answer = await exchange.ask(LA, 'GET', '/inbox', { headers: { accept } })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json(), {
      detail: [{ loc: ['header', 'accept'], msg: 'names no media type of MESH', type: 'unknown_version' }],
    })
  }
  for (const accept of ['*/*', 'application/json', 'text/html, application/vnd.mesh.v1+json'])
    assert.equal(
      (await exchange.ask(LA, 'GET', '/inbox', { headers: { accept } })).headers['content-type'],
      'application/json',
    )
})

test('it lives: _ping needs no token', async () => {
  const answer = await exchange.askOpenly('/_ping')
  assert.deepEqual([answer.status, answer.json()], [200, { status: 'ok' }])
})

test('look-up by organisation and workflow', async () => {
  const found = [{ mailbox_id: HUB, mailbox_name: 'Mailbox of X26' }]
  const second = await exchange.askOpenly(`/endpointlookup/x26/${UPLOAD}`)
  assert.deepEqual([second.status, second.json()], [200, { results: found }])
  assert.equal(second.headers['content-type'], 'application/vnd.mesh.v2+json')
  const first = (await exchange.askOpenly(`/endpointlookup/X26/${UPLOAD}`, 1)).json() as Record<string, unknown>
  assert.match(String(first['query_id']), /^[0-9a-f]{32}$/)
  assert.deepEqual(first['results'], [{ address: HUB, description: 'Mailbox of X26', endpoint_type: 'MESH' }])
  assert.deepEqual((await exchange.askOpenly(`/endpointlookup/X27/${UPLOAD}`)).json(), { results: [] })
  assert.deepEqual((await exchange.askOpenly(`/endpointlookup/X26/%00${'w'.repeat(300)}`)).json(), { results: [] })
})

test('search by workflow alone', async () => {
  const found = { results: [{ mailbox_id: HUB, mailbox_name: 'Mailbox of X26' }] }
  for (const version of [1, 2] as const)
    assert.deepEqual((await exchange.askOpenly(`/workflowsearch/${UPLOAD}`, version)).json(), found)
  assert.deepEqual((await exchange.askOpenly('/workflowsearch/none')).json(), { results: [] })
})

test('a mailbox is made once; a repeat changes nothing', async () => {
  const mailbox = { mailboxId: ' x26new1 ', name: 'New', odsCode: 'x26', password: 'first-password', active: false }
  assert.equal(await createMailbox(exchange.deps, mailbox), true)
  assert.equal(await createMailbox(exchange.deps, { ...mailbox, password: 'second', active: true }), false)
  const [kept] = await exchange.database.owner.query<{ sealed_password: Buffer }>({
    text: `select name, ods_code, active, sealed_password from mesh.mailbox where mailbox_id = 'X26NEW1'`,
  })
  const { sealed_password, ...rest } = kept ?? assert.fail('not kept')
  assert.deepEqual(rest, { name: 'New', ods_code: 'X26', active: false })
  assert.equal(sealed_password.includes('first-password'), false)
})

test('mailboxes that do not exist cannot be switched or registered', async () => {
  await assert.rejects(setMailboxActive(exchange.deps, 'nobody', true), {
    code: 'MESH_MAILBOX_UNKNOWN',
    message: 'There is no such mailbox (NOBODY)',
  })
  const registration = { workflowId: 'X-NEW', senders: [LA, 'NO2'], receivers: ['NO1'] }
  await assert.rejects(registerWorkflow(exchange.deps, registration), {
    message: 'There is no such mailbox (NO1, NO2)',
  })
  assert.deepEqual((await exchange.askOpenly('/workflowsearch/X-NEW')).json(), { results: [] })
})

test('registering again adds and takes nothing away', async () => {
  await registerWorkflow(exchange.deps, { workflowId: 'X-ADD', senders: [LA], receivers: [HUB] })
  await registerWorkflow(exchange.deps, { workflowId: 'X-ADD', senders: [LA, HUB], receivers: [LA] })
  const rows = await exchange.database.owner.query({
    text: `select mailbox_id, direction from mesh.workflow_mailbox where workflow_id = 'X-ADD' order by 1, 2`,
  })
  assert.deepEqual(rows, [
    { mailbox_id: HUB, direction: 'receives' },
    { mailbox_id: HUB, direction: 'sends' },
    { mailbox_id: LA, direction: 'receives' },
    { mailbox_id: LA, direction: 'sends' },
  ])
})

test('a sealed password opens with its own key and mailbox only', () => {
  const key = randomBytes(32)
  const sealed = sealPassword('geheim', randomBytes(12), { mailboxId: LA, key })
  assert.equal(openPassword(sealed, { mailboxId: LA, key }), 'geheim')
  const refused = { code: 'MESH_PASSWORD_UNREADABLE' }
  assert.throws(() => openPassword(sealed, { mailboxId: HUB, key }), refused)
  assert.throws(() => openPassword(sealed, { mailboxId: LA, key: randomBytes(32) }), refused)
})

test('a password under another key is our fault, not the caller’s', async () => {
  const deps = { ...exchange.deps, settings: { ...exchange.deps.settings, passwordKey: randomBytes(32) } }
  const server = openMeshServer(deps)
  const headers = { authorization: exchange.token(LA) }
  const answer = await server.inject({ url: `/messageexchange/${LA}/inbox`, headers })
  assert.equal(answer.statusCode, 500)
  const { message, internal_id } = answer.json() as Record<string, string>
  assert.equal(message, 'An internal error occurred')
  assert.match(internal_id ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(answer.body.includes(PASSWORD), false)
  await server.close()
})

test('settings that cannot be right stop the start', () => {
  const { settings } = exchange.deps
  assert.throws(() => openMeshServer({ ...exchange.deps, settings: { ...settings, passwordKey: Buffer.alloc(16) } }), {
    message: 'The settings of the message exchange are not usable (the password key must have 32 bytes)',
  })
  assert.throws(() => openMeshServer({ ...exchange.deps, settings: { ...settings, profile: 'production' } }), {
    message: 'The settings of the message exchange are not usable (the shared key is the one of the public sandbox)',
  })
})
