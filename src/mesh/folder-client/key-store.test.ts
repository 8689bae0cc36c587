import assert from 'node:assert/strict'
import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import { openMeshClient } from '../client/mesh-client.ts'
import { openKeyStore } from './key-store.ts'
import { causeCode, kindOfFailure } from './outgoing/failures.ts'

/** One key store for both ends: a name, its key, and the authority that vouches for it, until 2099. */
const file = path.join(import.meta.dirname, 'key-store-for-tests.p12')
const pfx = fs.readFileSync(file)
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'key-store-'))

const server = https.createServer(
  { pfx, passphrase: 'password', requestCert: true, rejectUnauthorized: true },
  (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject
    response.writeHead(200, { 'content-encoding': 'gzip', 'x-client': String(CN) })
    response.end(gzipSync(JSON.stringify({ messages: ['A'], links: {} })))
  },
)
let url = ''
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
  fs.rmSync(folder, { recursive: true })
})

const client = (fetch?: typeof globalThis.fetch) =>
  openMeshClient({
    baseUrl: url,
    mailboxId: 'X26LA01',
    password: 'password',
    sharedKey: 'TestKey',
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    retry: { attempts: 1, firstPauseMs: 1 },
    ...(fetch && { fetch }),
  })

test('MESH is called with the certificate of the key store, and its authority is trusted', async () => {
  const fetch = openKeyStore({ file, password: 'password' })
  assert.deepEqual(await client(fetch).list(), ['A'])
  assert.equal((await fetch(url)).headers.get('x-client'), 'la.x26.api.mesh-client.nhs.uk')
})

test('without it the certificate of the server is not accepted: told as such', async () => {
  const error = await client()
    .list()
    .catch((caught: unknown) => caught)
  assert.equal(causeCode(error), 'SELF_SIGNED_CERT_IN_CHAIN')
  assert.equal(kindOfFailure(error), 'certificate')
})

test('a server that is not there fails as it does for fetch', async () => {
  const gone = openKeyStore({ file, password: 'password' })
  await assert.rejects(gone('https://127.0.0.1:9/'), (error: unknown) => causeCode(error) === 'ECONNREFUSED')
})

test('a key store that cannot be used is told', () => {
  const old = path.join(folder, 'old.jks')
  fs.writeFileSync(old, Buffer.from('feedfeed00000002', 'hex'))
  const rows: [string, string, string][] = [
    [path.join(folder, 'none'), 'password', 'KeyStorePath cannot be opened'],
    [old, 'password', 'KeyStorePath is a JKS; make it PKCS #12: keytool -importkeystore -deststoretype PKCS12'],
    [file, 'wrong', 'KeyStorePath is no PKCS #12 file, or KeyStorePassword is not its password'],
  ]
  for (const [place, password, detail] of rows)
    assert.throws(() => openKeyStore({ file: place, password }), {
      code: 'FOLDER_CONFIGURATION_INVALID',
      message: `meshclient.cfg is not usable (${detail})`,
    })
})
