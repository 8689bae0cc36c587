import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { SignJWT } from 'jose'
import { systemRandomness } from '../../src/platform/index.ts'
import { NOON, send, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const SECOND = NOON.now().getTime() / 1000

let pds: PdsStandIn
let second = 0
before(async () => {
  pds = await standIn({
    mode: 'strict',
    clock: { now: () => new Date((SECOND + second) * 1000) },
    applications: [
      { apiKey: 'open-cpis', keys: { 'key-1': ours.publicKey } },
      { apiKey: 'without-key', keys: {} },
    ],
  })
})
after(() => pds.stop())

type Parts = { claims?: Record<string, unknown>; header?: Record<string, unknown>; key?: KeyObject }

function assertion({ claims = {}, header = {}, key = ours.privateKey }: Parts = {}): Promise<string> {
  const self = { iss: 'open-cpis', sub: 'open-cpis', aud: pds.tokenUrl, jti: systemRandomness.uuid() }
  const payload = JSON.parse(JSON.stringify({ ...self, exp: SECOND + second + 240, ...claims }))
  const wanted = { alg: 'RS512', typ: 'JWT', kid: 'key-1', ...header }
  return new SignJWT(payload).setProtectedHeader(JSON.parse(JSON.stringify(wanted))).sign(key)
}

async function ask(fields: Record<string, string>, type = 'application/x-www-form-urlencoded') {
  const response = await fetch(pds.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new URLSearchParams(fields).toString(),
  })
  const body = (await response.json()) as Record<string, string>
  return { status: response.status, headers: response.headers, body }
}
const form = (client_assertion: string) => ({
  grant_type: 'client_credentials',
  client_assertion_type: ASSERTION_TYPE,
  client_assertion,
})
const read = (token = '') => send(`${pds.url}/Patient/9990100004`, { authorization: `Bearer ${token}` })

test('a token for 599 seconds, its numbers as texts', async () => {
  const { status, headers, body } = await ask(form(await assertion()))
  assert.equal(status, 200)
  assert.equal(headers.get('cache-control'), 'no-store')
  const { access_token: token, ...rest } = body
  assert.deepEqual(rest, { expires_in: '599', token_type: 'Bearer', issued_at: String(SECOND * 1000) })
  second = 598
  assert.equal((await read(token)).status, 200)
  second = 599
  const late = await read(token)
  assert.deepEqual([late.status, late.body.issue[0].diagnostics], [401, 'Invalid Access Token'])
  second = 0
})

test('a token that was revoked, and one that never was', async () => {
  const { body } = await ask(form(await assertion()))
  pds.revokeTokens()
  for (const token of [body.access_token, 'made-up']) assert.equal((await read(token)).status, 401)
})

const jwt = (claim: string) => `'${claim}' claim in client_assertion JWT`
const header = (name: string) => `'${name}' header in client_assertion JWT`

test('every refusal, in the platform’s words', async () => {
  const refused = async (
    fields: Record<string, string>,
    description: string,
    status = 400,
    error = 'invalid_request',
  ) => {
    const answer = await ask(fields)
    const { message_id, ...body } = answer.body
    assert.deepEqual([answer.status, body], [status, { error, error_description: description }])
    assert.match(message_id ?? '', /^[0-9a-f-]{36}$/)
  }
  const good = form(await assertion())
  const { grant_type, ...withoutGrant } = good
  await refused(withoutGrant, 'grant_type is missing')
  await refused({ ...good, grant_type: 'password' }, 'grant_type is invalid', 400, 'unsupported_grant_type')
  const wrongType = `Missing or invalid client_assertion_type - must be '${ASSERTION_TYPE}'`
  await refused({ grant_type, client_assertion: 'x' }, wrongType)
  await refused({ ...good, client_assertion_type: 'x' }, wrongType)
  await refused(form(''), 'Missing client_assertion')
  await refused(form('not.a.jwt'), 'Malformed JWT in client_assertion')
  const [head = '', , tail = ''] = good.client_assertion.split('.')
  await refused(form(`${head}.@@.${tail}`), 'Malformed JWT in client_assertion')

  const by = async (parts: Parts) => form(await assertion(parts))
  await refused(await by({ header: { kid: undefined } }), `Missing ${header('kid')}`)
  await refused(await by({ header: { typ: undefined } }), `Invalid ${header('typ')} - must be 'JWT'`)
  await refused(
    await by({ header: { alg: 'RS256' } }),
    `Invalid ${header('alg')} - unsupported JWT algorithm - must be 'RS512'`,
  )
  await refused(await by({ header: { kid: 'key-2' } }), `Invalid ${header('kid')} - no matching public key`, 401)
  const self = "'iss'/'sub' claims in client_assertion JWT"
  for (const claims of [{ iss: undefined }, { sub: 'somebody-else' }])
    await refused(await by({ claims }), `Missing or non-matching ${self}`)
  await refused(await by({ claims: { iss: 'nobody', sub: 'nobody' } }), `Invalid ${self}`, 401)
  await refused(
    await by({ claims: { iss: 'without-key', sub: 'without-key' } }),
    'You need to register a public key to use this authentication method - please contact support to configure',
    403,
    'public_key error',
  )
  await refused(await by({ key: theirs.privateKey }), 'JWT signature verification failed', 401, 'invalid_client')
  await refused(await by({ claims: { jti: undefined } }), `Missing ${jwt('jti')}`)
  await refused(
    await by({ claims: { jti: 7 } }),
    `Invalid ${jwt('jti')} - must be a unique string value such as a GUID`,
  )
  await refused(await by({ claims: { aud: undefined } }), `Missing or invalid ${jwt('aud')}`, 401)
  await refused(await by({ claims: { aud: 'https://example.org' } }), `Missing or invalid ${jwt('aud')}`, 401)
  await refused(await by({ claims: { exp: undefined } }), `Missing ${jwt('exp')}`)
  await refused(await by({ claims: { exp: SECOND + 0.5 } }), `Invalid ${jwt('exp')} - must be an integer`)
  await refused(await by({ claims: { exp: SECOND } }), `Invalid ${jwt('exp')} - JWT has expired`)
  await refused(await by({ claims: { exp: SECOND + 311 } }), `Invalid ${jwt('exp')} - more than 5 minutes in future`)

  assert.equal((await ask(good)).status, 200)
  await refused(good, `Non-unique ${jwt('jti')}`)
  const text = await ask(form(await assertion()), 'text/plain')
  assert.deepEqual([text.status, text.body.error_description], [400, 'grant_type is missing'])
})

test('ten seconds of grace beyond the five minutes', async () => {
  assert.equal((await ask(form(await assertion({ claims: { exp: SECOND + 310 } })))).status, 200)
})
