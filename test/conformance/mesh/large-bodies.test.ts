import assert from 'node:assert/strict'
import { createHash, type Hash } from 'node:crypto'
import http from 'node:http'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { createGzip } from 'node:zlib'
import { laptopMailbox, makeLaptopMailboxes } from '../../../src/main/laptop-mailboxes.ts'
import { type Settings, settingsFrom } from '../../../src/main/settings.ts'
import { compactMinute } from '../../../src/mesh/timestamps.ts'
import { signToken } from '../../../src/mesh/token.ts'
import { systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { inForm } from '../../support/form.ts'
import { freePort, type RoleProcess, startRole } from '../../support/role-process.ts'

// A hundred megabytes (each night; thirty for each change) up and down through the server as a process of its own,
// which never holds more than a little.

const MEGABYTE = 1024 * 1024
const LARGEST = inForm({ short: 30, long: 100 }) * MEGABYTE
const PART = inForm({ short: 12, long: 40 }) * MEGABYTE
const AT_ONCE = inForm({ short: 15, long: 50 }) * MEGABYTE

let database: TestDatabase
let settings: Settings
let role: RoleProcess
let url: string
let highest = 0
let watching: NodeJS.Timeout

before(async () => {
  database = await testDatabase()
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'error', CPIS_DATABASE_URL: database.url }
  settings = settingsFrom(environment)
  await makeLaptopMailboxes(settings)
  const port = await freePort()
  // As bin/cpis starts it.
  role = await startRole('mesh', port, { ...environment, NODE_OPTIONS: '--max-semi-space-size=4' })
  url = `http://127.0.0.1:${port}`
  watching = setInterval(() => void look().catch(() => {}), 25)
})
after(async () => {
  clearInterval(watching)
  await role.stop()
  await database.end()
})

async function look(): Promise<void> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const now = Number(/^process_resident_memory_bytes\{[^}]*\} (\S+)$/m.exec(text)?.[1])
  highest = Math.max(highest, now)
}

type Asked = { readonly path: string; readonly headers?: Record<string, string | number>; readonly body?: Readable }

/** Asks as a mailbox, and hands what comes back to `take` as it comes. */
function ask(as: 'X01' | 'hub', asked: Asked, take: (chunk: Buffer) => void): Promise<http.IncomingMessage> {
  const hub = { mailboxId: settings.hubMailbox, password: settings.hubMailboxPassword }
  const { mailboxId, password } = as === 'hub' ? hub : laptopMailbox(as)
  const token = {
    mailboxId,
    nonce: systemRandomness.uuid(),
    nonceCount: '0',
    timestamp: compactMinute(systemClock.now()),
  }
  const headers = {
    accept: 'application/vnd.mesh.v2+json',
    authorization: signToken(token, { sharedKey: settings.meshSharedKey, password }),
    ...asked.headers,
  }
  return new Promise((resolve, reject) => {
    const method = asked.body ? 'POST' : 'GET'
    const request = http.request(`${url}/messageexchange/${mailboxId}${asked.path}`, { method, headers }, response => {
      response.on('data', take)
      response.on('end', () => resolve(response))
      response.on('error', reject)
    })
    request.on('error', reject)
    if (asked.body) asked.body.pipe(request)
    else request.end()
  })
}

async function send(path: string, body: Readable, headers: Record<string, string | number> = {}): Promise<string> {
  let text = ''
  const to = { 'mex-to': settings.hubMailbox, 'mex-workflowid': settings.uploadWorkflow, ...headers }
  const { statusCode } = await ask('X01', { path, headers: to, body }, chunk => {
    text += chunk
  })
  assert.equal(statusCode, 202, text)
  return JSON.parse(text).message_id
}

/** An upload of so many bytes, as it goes out; the hash has seen it all. */
function upload(bytes: number, hash: Hash, salt = ''): Readable {
  return Readable.from(
    (function* () {
      for (let sent = 0; sent < bytes; ) {
        const block = Buffer.alloc(Math.min(64 * 1024, bytes - sent), `${salt}${sent} `)
        if (sent === 0) block.write('<File>')
        hash.update(block)
        sent += block.length
        yield block
      }
    })(),
  )
}

async function hashOfDownload(path: string, headers: Record<string, string> = {}): Promise<[number, string, number]> {
  const hash = createHash('sha256')
  let bytes = 0
  const { statusCode = 0 } = await ask('hub', { path: `/inbox/${path}`, headers }, chunk => {
    bytes += chunk.length
    hash.update(chunk)
  })
  return [statusCode, hash.digest('hex'), bytes]
}

test(`${LARGEST / MEGABYTE} MB in one request, to the byte`, async () => {
  const hash = createHash('sha256')
  const id = await send('/outbox', upload(LARGEST, hash), { 'content-length': LARGEST })
  assert.deepEqual(await hashOfDownload(id), [200, hash.digest('hex'), LARGEST])
})

test('three large parts, each compressed, to who unpacks them and to who cannot', async () => {
  const hashes = [1, 2, 3].map(() => createHash('sha256'))
  const part = (number: number) =>
    upload(PART, hashes[number - 1] as Hash, String(number)).pipe(createGzip({ level: 1 }))
  const headers = (number: number) => ({ 'content-encoding': 'gzip', 'mex-chunk-range': `${number}:3` })
  const id = await send('/outbox', part(1), headers(1))
  for (const number of [2, 3]) await send(`/outbox/${id}/${number}`, part(number), headers(number))
  for (const number of [1, 2, 3]) {
    const [status, digest, bytes] = await hashOfDownload(`${id}/${number}`)
    assert.deepEqual([status, bytes], [number < 3 ? 206 : 200, PART])
    assert.equal(digest, hashes[number - 1]?.digest('hex'))
  }
})

// What V8 keeps by itself sways by some ten MB; the bodies of the long form are far beyond either limit.
test('and all the while the server held less than 240 MB', () => assertHeldLessThan(240))

test('four at once of half the largest', async () => {
  const all = await Promise.all(
    [1, 2, 3, 4].map(async number => {
      const hash = createHash('sha256')
      const id = await send('/outbox', upload(AT_ONCE, hash, String(number)))
      return { id, digest: hash.digest('hex') }
    }),
  )
  await Promise.all(
    all.map(async ({ id, digest }) => assert.deepEqual(await hashOfDownload(id), [200, digest, AT_ONCE])),
  )
})

test('for which it held less than 300 MB', () => assertHeldLessThan(300))

async function assertHeldLessThan(megabytes: number): Promise<void> {
  await look()
  assert.ok(highest > 0 && highest < megabytes * MEGABYTE, `${Math.round(highest / MEGABYTE)} MB`)
}
