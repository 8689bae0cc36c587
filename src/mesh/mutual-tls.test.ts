import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { certificateAuthority } from '../../test/support/certificates.ts'
import { testDatabase } from '../../test/support/database.ts'
import { listen, type Tls } from '../platform/index.ts'
import type { MeshTls } from './client/tls-fetch.ts'
import { HUB, LA, openMeshServer, PASSWORD, type TestExchange, testExchange, UPLOAD } from './exchange-for-tests.ts'
import { createMailbox } from './server/mailboxes/administration.ts'

const authority = certificateAuthority()
/** Organisations of the mailboxes of every test exchange. */
const LA_NAME = `${LA}.E09000001.api.mesh-client.nhs.uk`
const HUB_NAME = `${HUB}.X26.api.mesh-client.nhs.uk`

let exchange: TestExchange
/** The same exchange behind mutual TLS, callers held to their certificates. */
let bound: { readonly url: string; close(): Promise<void> }
before(async () => {
  exchange = await testExchange(await testDatabase())
  bound = await open(authority.issue('mesh.example.org'), true)
})
after(async () => {
  await bound.close()
  await exchange.end()
})

async function open(tls: Tls, bindCertificates: boolean) {
  const settings = { ...exchange.deps.settings, bindCertificates }
  const server = openMeshServer({ ...exchange.deps, settings }, tls)
  return { url: await listen(server, 0), close: () => server.close() }
}

function client(mailboxId: string, tls?: MeshTls, baseUrl = bound.url) {
  return exchange.client(mailboxId, { baseUrl, retry: { attempts: 2, firstPauseMs: 1 }, ...(tls && { tls }) })
}

test('with its own certificate a mailbox does all it may', async () => {
  assert.match(bound.url, /^https:/)
  const la = client(LA, authority.issue(LA_NAME))
  const hub = client(HUB, authority.issue(HUB_NAME.toLowerCase()))
  await la.handshake()
  const body = randomBytes(3_000)
  const small = await la.send({ to: HUB, workflowId: UPLOAD, body })
  const parts = await exchange
    .client(LA, { baseUrl: bound.url, tls: authority.issue(LA_NAME), partBytes: 1_000 })
    .send({ to: HUB, workflowId: UPLOAD, body, localId: 'parts' })
  assert.deepEqual(await hub.list(), [small.messageId, parts.messageId])
  for (const { messageId } of [small, parts]) {
    const message = await hub.download(messageId)
    assert.ok(message !== 'gone' && message.body.equals(body))
    await hub.acknowledge(messageId)
  }
  assert.equal((await la.trackByLocalId('parts'))?.status, 'acknowledged')
  await assert.rejects(la.send({ to: 'NOBODY', workflowId: UPLOAD, body }), { code: 'MESH_REFUSED' })
})

test('with the certificate of another mailbox, another organisation or another name it is forbidden', async () => {
  const forbidden = {
    code: 'MESH_FORBIDDEN',
    message: 'The message exchange did not accept our token or mailbox (403 Certificate does not match the mailbox)',
  }
  for (const name of [HUB_NAME, `${LA}.X26.api.mesh-client.nhs.uk`, LA, `${LA_NAME}.example.org`, `X${LA_NAME}`])
    await assert.rejects(client(LA, authority.issue(name)).list(), forbidden, name)
})

test('a certificate may bear another first name, where the mailbox says so', async () => {
  const mailbox = { mailboxId: 'X26NAM1', name: 'Named', odsCode: 'X26', password: PASSWORD, active: true }
  await createMailbox(exchange.deps, { ...mailbox, certificateName: 'spine-7' })
  assert.deepEqual(await client('X26NAM1', authority.issue('SPINE-7.x26.api.mesh-client.nhs.uk')).list(), [])
  const own = client('X26NAM1', authority.issue('X26NAM1.X26.api.mesh-client.nhs.uk'))
  await assert.rejects(own.list(), { code: 'MESH_FORBIDDEN' })
})

test('without a certificate, or with one of another authority, nobody comes in', async () => {
  const unreachable = { code: 'MESH_UNREACHABLE' }
  const { authorities } = authority.issue('any')
  await assert.rejects(client(LA, { authorities }).list(), unreachable)
  const foreign = certificateAuthority('Another authority').issue(LA_NAME)
  await assert.rejects(client(LA, { ...foreign, authorities }).list(), unreachable)
})

test('a client does not talk to a server it does not trust', async () => {
  const foreign = certificateAuthority('Another authority')
  const server = await open(
    { ...foreign.issue('mesh.example.org'), authorities: authority.issue('any').authorities },
    true,
  )
  await assert.rejects(client(LA, authority.issue(LA_NAME), server.url).list(), { code: 'MESH_UNREACHABLE' })
  await server.close()
})

test('where certificates are not bound, any of the authority does', async () => {
  const server = await open(authority.issue('mesh.example.org'), false)
  await client(LA, authority.issue('anybody'), server.url).handshake()
  await server.close()
})

test('bound without TLS, nobody has a certificate', async () => {
  const settings = { ...exchange.deps.settings, bindCertificates: true }
  const server = openMeshServer({ ...exchange.deps, settings })
  const answer = await server.inject({
    url: `/messageexchange/${LA}/inbox`,
    headers: { authorization: exchange.token(LA) },
  })
  assert.equal(answer.statusCode, 403)
  assert.equal(answer.json().errorDescription, 'Certificate does not match the mailbox')
  await server.close()
})
