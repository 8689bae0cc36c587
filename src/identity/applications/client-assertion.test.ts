import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { startTestIssuer, tokenOf } from '../bearer/issuer-for-tests.ts'
import {
  APPLICATION,
  type AssertionBending,
  assertedBy,
  assertionOf,
  exchangeOf,
  NOON,
  type Parameters,
  post,
  type TokenGround,
  tokenGround,
} from '../tokens/ground-for-tests.ts'
import { changeApplicationKeys, registerApplication, switchApplication } from './administer.ts'

let database: TestDatabase
let ground: TokenGround

before(async () => {
  database = await testDatabase()
  ground = await tokenGround(database)
})
after(async () => {
  await ground.end()
  await database.end()
})

const good = async () => exchangeOf(ground, await tokenOf(ground.issuer, NOON))

/** Status, error and description of the answer to a good exchange with these parameters in place of its own. */
async function refused(parameters: Parameters, server = ground.server): Promise<[number, unknown, unknown]> {
  const { status, body } = await post(server, '/token', { ...(await good()), ...parameters })
  assert.deepEqual(Object.keys(body), ['error', 'error_description', 'message_id'])
  assert.match(String(body['message_id']), /^[0-9a-f-]{36}$/)
  return [status, body['error'], body['error_description']]
}
const refusedAssertion = async (bending: AssertionBending) => refused(await assertedBy(ground, bending))
const invalid = (description: string, status = 400) => [status, 'invalid_request', description]

test('the header and key of an assertion', async () => {
  const none = undefined as never
  assert.deepEqual(
    await refusedAssertion({ header: { kid: none } }),
    invalid("Missing 'kid' header in client_assertion JWT"),
  )
  const typ = invalid("Invalid 'typ' header in client_assertion JWT - must be 'JWT'")
  for (const wrong of [none, 'at+jwt']) assert.deepEqual(await refusedAssertion({ header: { typ: wrong } }), typ)
  const alg = invalid("Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'")
  const weaker = await generateKeyPair('RS256')
  assert.deepEqual(await refusedAssertion({ header: { alg: 'RS256' }, key: weaker.privateKey }), alg)
  const shared = new TextEncoder().encode('a secret of thirty-two characters')
  assert.deepEqual(await refusedAssertion({ header: { alg: 'HS256' }, key: shared }), alg)
  const [, claims] = (await assertionOf(ground)).split('.')
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: 'app-1' })).toString('base64url')
  assert.deepEqual(await refused({ client_assertion: `${unsigned}.${claims}.` }), alg)
  assert.deepEqual(
    await refusedAssertion({ header: { kid: 'app-2' } }),
    invalid("Invalid 'kid' header in client_assertion JWT - no matching public key", 401),
  )
  const stranger = await generateKeyPair('RS512')
  const signature = [401, 'public_key error', 'JWT signature verification failed']
  assert.deepEqual(await refusedAssertion({ key: stranger.privateKey }), signature)
  const lower = await post(ground.server, '/token', {
    ...(await good()),
    ...(await assertedBy(ground, { header: { typ: 'jwt' } })),
  })
  assert.equal(lower.status, 200)
})

test('the parties, audience, expiry and id of an assertion', async () => {
  const seconds = NOON.getTime() / 1000
  const parties = invalid("Missing or non-matching 'iss'/'sub' claims in client_assertion JWT")
  for (const claims of [{ iss: undefined }, { sub: undefined }, { iss: 'x' }, { sub: 'x' }, { iss: 1, sub: 1 }])
    assert.deepEqual(await refusedAssertion({ claims }), parties)
  const unknown = invalid("Invalid 'iss'/'sub' claims in client_assertion JWT", 401)
  assert.deepEqual(await refusedAssertion({ claims: { iss: 'nobody', sub: 'nobody' } }), unknown)
  const audience = invalid("Missing or invalid 'aud' claim in client_assertion JWT", 401)
  for (const aud of [undefined, 'https://cpis.example.org/oauth2', ['https://cpis.example.org/oauth2/token', 'x']])
    assert.deepEqual(await refusedAssertion({ claims: { aud } }), audience)
  const exp = (value: unknown) => refusedAssertion({ claims: { exp: value } })
  assert.deepEqual(await exp(undefined), invalid("Missing 'exp' claim in client_assertion JWT"))
  for (const odd of ['soon', String(seconds + 60), seconds + 0.5, null])
    assert.deepEqual(await exp(odd), invalid("Invalid 'exp' claim in client_assertion JWT - must be an integer"))
  for (const over of [seconds, seconds - 10])
    assert.deepEqual(await exp(over), invalid("Invalid 'exp' claim in client_assertion JWT - JWT has expired"))
  const far = invalid("Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future")
  assert.deepEqual(await exp(seconds + 311), far)
  const nearly = { ...(await good()), ...(await assertedBy(ground, { claims: { exp: seconds + 310 } })) }
  assert.equal((await post(ground.server, '/token', nearly)).status, 200)
  assert.deepEqual(
    await refusedAssertion({ claims: { jti: undefined } }),
    invalid("Missing 'jti' claim in client_assertion JWT"),
  )
  const jti = invalid("Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID")
  for (const odd of [1234567890, '', 'x'.repeat(501), null, ['a']])
    assert.deepEqual(await refusedAssertion({ claims: { jti: odd } }), jti)
  assert.deepEqual(
    await refusedAssertion({ claims: { nbf: seconds + 60 } }),
    invalid("Invalid 'nbf' claim in client_assertion JWT - not valid yet"),
  )
})

test('an assertion is taken once, at whichever instance it comes, and also when both ask at once', async () => {
  const used = invalid("Non-unique 'jti' claim in client_assertion JWT")
  const other = ground.instance()
  const form = await good()
  assert.equal((await post(ground.server, '/token', form)).status, 200)
  assert.deepEqual(await refused(form, other), used)
  assert.deepEqual(await refused(form), used)
  const race = await good()
  const answers = await Promise.all([ground.server, other, ground.server, other].map(one => post(one, '/token', race)))
  assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 400, 400, 400])
})

test('an assertion refused for another reason has not used its id', async () => {
  const jti = 'refused first'
  await refusedAssertion({ claims: { jti, aud: 'elsewhere' } })
  const form = { ...(await good()), ...(await assertedBy(ground, { claims: { jti } })) }
  assert.equal((await post(ground.server, '/token', form)).status, 200)
})

test('keys at an address of the application: unreachable, not keys, found, changed', async () => {
  const { clientId } = APPLICATION
  const at = await startTestIssuer()
  const unreachable = [403, 'public_key error', "The JWKS endpoint, for your client_assertion can't be reached"]
  await changeApplicationKeys(ground.administration, clientId, { jwksUrl: at.jwksUrl })
  for (const [status, body] of [
    [500, ''],
    [200, 'rubbish'],
    [200, '{}'],
    [302, ''],
  ] as const) {
    at.answerKeysWith(status, body)
    assert.deepEqual(await refused({}, ground.instance()), unreachable)
  }
  const pair = await generateKeyPair('RS512')
  const publish = async (kid: string, key = pair.publicKey) =>
    at.answerKeysWith(200, JSON.stringify({ keys: [{ ...(await exportJWK(key)), kid }] }))
  await publish('app-9')
  const server = ground.instance()
  const signed = await assertedBy(ground, { header: { kid: 'app-9' }, key: pair.privateKey })
  assert.equal((await post(server, '/token', { ...(await good()), ...signed })).status, 200)
  const next = await generateKeyPair('RS512')
  await publish('app-10', next.publicKey)
  const renewed = await assertedBy(ground, { header: { kid: 'app-10' }, key: next.privateKey })
  assert.equal((await post(server, '/token', { ...(await good()), ...renewed })).status, 200)
  await at.stop()
  assert.deepEqual(await refused({}, ground.instance()), unreachable)
  await changeApplicationKeys(ground.administration, clientId, 'none')
  assert.deepEqual(await refused({}), [
    403,
    'public_key error',
    'You need to register a public key to use this authentication method - please contact support to configure',
  ])
  const jwk = { ...(await exportJWK(next.publicKey)), kid: 'app-1' }
  await changeApplicationKeys(ground.administration, clientId, { jwks: { keys: [jwk] } })
  const back = await assertedBy(ground, { key: next.privateKey })
  assert.equal((await post(ground.server, '/token', { ...(await good()), ...back })).status, 200)
  Object.assign(ground, { privateKey: next.privateKey })
})

test('an application that is switched off, not begun or over gets nothing', async () => {
  const denied = [401, 'access_denied', 'The developer app associated with the API key is not approved or revoked']
  await switchApplication(ground.administration, APPLICATION.clientId, false)
  assert.deepEqual(await refused({}), denied)
  const day = (text: string) => text as typeof APPLICATION.validFrom
  await registerApplication(ground.administration, { ...APPLICATION, validTo: day('2026-03-01') })
  assert.deepEqual(await refused({}), denied)
  await registerApplication(ground.administration, { ...APPLICATION, validFrom: day('2026-03-03') })
  assert.deepEqual(await refused({}), denied)
  const today = { ...APPLICATION, validFrom: day('2026-03-02'), validTo: day('2026-03-02') }
  await registerApplication(ground.administration, today)
  assert.equal((await post(ground.server, '/token', await good())).status, 200)
  await registerApplication(ground.administration, APPLICATION)
})
