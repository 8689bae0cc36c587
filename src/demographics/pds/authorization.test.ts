import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { systemRandomness } from '../../platform/index.ts'
import { openAppRestrictedAuthorization } from './authorization.ts'

// A token endpoint that answers from a script, to see every request.

type Scripted = { status?: number; body?: unknown; hold?: Promise<void> }

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const START = Date.parse('2026-03-02T09:00:00Z')
let now = START
let script: Scripted[] = []
let forms: URLSearchParams[] = []
const server = http.createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  forms.push(new URLSearchParams(Buffer.concat(chunks).toString()))
  const { status = 200, body = granted(`token-${forms.length}`), hold } = script.shift() ?? {}
  await hold
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
})
let tokenUrl = ''

before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`
})
after(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  now = START
  script = []
  forms = []
})

const granted = (token: string, expires: unknown = '599') => ({
  access_token: token,
  expires_in: expires,
  token_type: 'Bearer',
  issued_at: String(START),
})
const open = (parts: { tokenUrl?: string; timeoutMs?: number } = {}) =>
  openAppRestrictedAuthorization({
    tokenUrl,
    apiKey: 'our-api-key',
    kid: 'open-cpis-1',
    privateKey,
    clock: { now: () => new Date(now) },
    randomness: systemRandomness,
    ...parts,
  })

test('the assertion is signed as agreed: header, claims, four minutes, another id each time', async () => {
  script = [{ body: granted('a', '1') }]
  const authorization = open()
  await authorization()
  now += 1000
  await authorization()
  const [form] = forms
  assert.deepEqual(
    [form?.get('grant_type'), form?.get('client_assertion_type')],
    ['client_credentials', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
  )
  const assertions = forms.map(one => one.get('client_assertion') ?? '')
  assert.deepEqual(decodeProtectedHeader(assertions[0] ?? ''), { alg: 'RS512', typ: 'JWT', kid: 'open-cpis-1' })
  const read = await Promise.all(
    assertions.map(one => jwtVerify(one, publicKey, { algorithms: ['RS512'], currentDate: new Date(START) })),
  )
  const { jti, ...claims } = read[0]?.payload ?? {}
  const second = START / 1000
  const self = { iss: 'our-api-key', sub: 'our-api-key', aud: tokenUrl }
  assert.deepEqual(claims, { ...self, iat: second, exp: second + 240 })
  assert.notEqual(jti, read[1]?.payload.jti)
})

test('kept until a minute before its end, then renewed while it still serves', async () => {
  const authorization = open()
  assert.equal(await authorization(), 'Bearer token-1')
  now = START + 538_999
  assert.equal(await authorization(), 'Bearer token-1')
  assert.equal(forms.length, 1)
  now = START + 539_000
  assert.equal(await authorization(), 'Bearer token-1')
  while ((await authorization()) !== 'Bearer token-2') await new Promise(resolve => setImmediate(resolve))
  assert.equal(forms.length, 2)
})

test('a renewal that fails leaves the token in hand until its end', async () => {
  const authorization = open()
  await authorization()
  script = Array.from({ length: 3 }, () => ({ status: 500 }))
  now = START + 540_000
  assert.equal(await authorization(), 'Bearer token-1')
  while (forms.length < 2) await new Promise(resolve => setImmediate(resolve))
  now = START + 599_000
  await assert.rejects(authorization(), { code: 'PDS_TOKEN_UNAVAILABLE' })
})

test('a short token is renewed at half its life', async () => {
  script = [{ body: granted('short', 20) }]
  const authorization = open()
  await authorization()
  now += 9_999
  assert.equal(await authorization(), 'Bearer short')
  assert.equal(forms.length, 1)
  now += 1
  await authorization()
  while (forms.length < 2) await new Promise(resolve => setImmediate(resolve))
})

test('one request at a time, whoever asks', async () => {
  let release = () => {}
  script = [{ hold: new Promise(resolve => (release = resolve)) }]
  const authorization = open()
  const asked = [authorization(), authorization(), authorization()]
  release()
  assert.deepEqual(await Promise.all(asked), Array(3).fill('Bearer token-1'))
  assert.equal(forms.length, 1)
})

test('a token PDS did not take is never given again, and only that one', async () => {
  const authorization = open()
  const first = await authorization()
  assert.equal(await authorization(first), 'Bearer token-2')
  assert.equal(await authorization(first), 'Bearer token-2')
  assert.equal(forms.length, 2)
})

test('worth trying again: faults and throttling, a time-out, nobody there', async () => {
  for (const status of [408, 429, 500, 503]) {
    script = [{ status }]
    await assert.rejects(open()(), {
      code: 'PDS_TOKEN_UNAVAILABLE',
      message: `The access token for PDS could not be asked for (HTTP ${status})`,
    })
  }
  script = [{ hold: new Promise(() => {}) }]
  await assert.rejects(open({ timeoutMs: 30 })(), {
    message: 'The access token for PDS could not be asked for (time-out)',
  })
  await assert.rejects(open({ tokenUrl: 'http://127.0.0.1:1/oauth2/token' })(), {
    message: /^The access token for PDS could not be asked for \(.+\)$/,
  })
})

test('not worth trying again: refused with the platform’s words, or not a token', async () => {
  const noKey = { error: 'invalid_request', error_description: "Invalid 'kid' header\n - no matching public key" }
  for (const [answer, detail] of [
    [{ status: 401, body: noKey }, "HTTP 401 invalid_request: Invalid 'kid' header - no matching public key"],
    [{ status: 403, body: '<html>' }, 'HTTP 403 without a reason'],
    [{ status: 302, body: {} }, 'HTTP 302 without a reason'],
    [{ body: 'token' }, 'not a token as agreed'],
    [{ body: granted('two words') }, 'not a token as agreed'],
    [{ body: granted('a', 'soon') }, 'not a token as agreed'],
    [{ body: granted('a', '0') }, 'not a token as agreed'],
    [{ body: { ...granted('a'), token_type: 'mac' } }, 'not a token as agreed'],
  ] as [Scripted, string][]) {
    script = [answer]
    await assert.rejects(open()(), {
      code: 'PDS_TOKEN_REFUSED',
      message: `No access token for PDS was given (${detail})`,
    })
  }
})

test('after a failure the next request asks again', async () => {
  script = [{ status: 503 }]
  const authorization = open()
  await assert.rejects(authorization())
  assert.equal(await authorization(), 'Bearer token-2')
})
