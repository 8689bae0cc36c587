import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { openPool, silentLog } from '../../platform/index.ts'
import { changeApplicationKeys, registerApplication, switchApplication } from '../applications/administer.ts'
import { type Bending, startTestIssuer, tokenOf } from '../issuer-for-tests.ts'
import { openKeySource } from '../key-source.ts'
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
} from './ground-for-tests.ts'

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

const idToken = (bending: Bending = {}) => tokenOf(ground.issuer, NOON, bending)
const good = async (subject?: string) => exchangeOf(ground, subject ?? (await idToken()))

/** Status, error and description of the answer to a good exchange with these parameters in place of its own. */
async function refused(parameters: Parameters, server = ground.server): Promise<[number, unknown, unknown]> {
  const { status, body } = await post(server, '/token', { ...(await good()), ...parameters })
  assert.deepEqual(Object.keys(body), ['error', 'error_description', 'message_id'])
  assert.match(String(body['message_id']), /^[0-9a-f-]{36}$/)
  return [status, body['error'], body['error_description']]
}
const refusedAssertion = async (bending: AssertionBending) => refused(await assertedBy(ground, bending))
const refusedSubject = async (bending: Bending) => refused({ subject_token: await idToken(bending) })
const invalid = (description: string, status = 400) => [status, 'invalid_request', description]

test('an ID token becomes an opaque access token in the shape of the platform, numbers as texts', async () => {
  const { status, body, headers } = await post(ground.server, '/token', await good())
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), [
    'access_token',
    'expires_in',
    'token_type',
    'issued_token_type',
    'refresh_token',
    'refresh_token_expires_in',
    'refresh_count',
  ])
  const { access_token, refresh_token, ...rest } = body
  assert.deepEqual(rest, {
    expires_in: '599',
    token_type: 'Bearer',
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    refresh_token_expires_in: '43199',
    refresh_count: '0',
  })
  for (const token of [access_token, refresh_token]) assert.match(String(token), /^[A-Za-z0-9_-]{43}$/)
  assert.deepEqual([headers['cache-control'], headers['pragma']], ['no-store', 'no-cache'])
  const actor = await ground.actorOf(String(access_token))
  assert.deepEqual(actor, {
    author: {
      kind: 'person',
      userId: '656005750107',
      roleProfileId: '555254242105',
      roleCode: 'S8000:G8000:R8001',
      roleName: 'Nurse Access Role',
      name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
      organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
    },
    activities: new Set(['B0107']),
    assuranceLevel: 3,
    clientId: 'a-system',
  })
})

test('no token is kept, only its hash; how surely the user signed in is recorded and audited', async () => {
  const subject = await idToken({ claims: { acr: 'AAL3_FIDO2', sid: 'session-1' } })
  const { body } = await post(ground.server, '/token', await good(subject))
  const [kept] = await database.owner.query<Record<string, unknown>>({
    text: `select sign_in.assurance_level, authenticator, session_id, user_id, selected_role, client_id
      from identity.access_token join identity.sign_in using (sign_in_id) where token_hash = sha256($1::bytea)`,
    values: [body['access_token']],
  })
  assert.deepEqual(kept, {
    assurance_level: 3,
    authenticator: 'AAL3_FIDO2',
    session_id: 'session-1',
    user_id: '656005750107',
    selected_role: '555254242105',
    client_id: 'a-system',
  })
  for (const table of ['access_token', 'refresh_token', 'sign_in']) {
    const text = `select count(*) as n from identity.${table} row where row::text like '%' || $1 || '%'`
    for (const token of [body['access_token'], body['refresh_token']])
      assert.deepEqual(await database.owner.query({ text, values: [token] }), [{ n: 0 }])
  }
  const audited = await database.owner.query({
    text: `select action, outcome, channel, user_id, role_profile_id, client_id, detail ->> 'assuranceLevel' as level,
      detail ->> 'authenticator' as authenticator from audit.entry where detail ->> 'authenticator' = 'AAL3_FIDO2'`,
  })
  assert.deepEqual(audited, [
    {
      action: 'token-exchange',
      outcome: 'issued',
      channel: 'oauth2',
      user_id: '656005750107',
      role_profile_id: '555254242105',
      client_id: 'a-system',
      level: '3',
      authenticator: 'AAL3_FIDO2',
    },
  ])
})

test('grant, assertion type, subject type and what must be there', async () => {
  const unsupported = [400, 'unsupported_grant_type', 'grant_type is invalid']
  assert.deepEqual(await refused({ grant_type: undefined }), invalid('grant_type is missing'))
  for (const grant of ['password', 'client_credentials', 'authorization_code'])
    assert.deepEqual(await refused({ grant_type: grant }), unsupported)
  const type = invalid(
    "Missing or invalid client_assertion_type - must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'",
  )
  assert.deepEqual(await refused({ client_assertion_type: undefined }), type)
  assert.deepEqual(await refused({ client_assertion_type: 'jwt' }), type)
  const subject = invalid("missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'")
  assert.deepEqual(await refused({ subject_token_type: undefined }), subject)
  assert.deepEqual(await refused({ subject_token_type: 'access_token' }), subject)
  assert.deepEqual(await refused({ client_assertion: undefined }), invalid('Missing client_assertion'))
  assert.deepEqual(await refused({ client_assertion: '' }), invalid('Missing client_assertion'))
  assert.deepEqual(await refused({ subject_token: undefined }), invalid('Missing subject_token'))
  for (const rubbish of ['rubbish', 'a.b.c', 'eyJhbGciOiJSUzUxMiJ9.e30', '..']) {
    assert.deepEqual(await refused({ client_assertion: rubbish }), invalid('Malformed JWT in client_assertion'))
    assert.deepEqual(await refused({ subject_token: rubbish }), invalid('Malformed JWT in subject_token'))
  }
})

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

test('header, issuer, audience, expiry and person of the ID token', async () => {
  const none = undefined as never
  const seconds = NOON.getTime() / 1000
  assert.deepEqual(
    await refusedSubject({ header: { kid: none } }),
    invalid("Missing 'kid' header in subject_token JWT"),
  )
  const typ = invalid("Invalid 'typ' header in subject_token JWT - must be 'JWT'")
  for (const wrong of [none, 'at+jwt']) assert.deepEqual(await refusedSubject({ header: { typ: wrong } }), typ)
  const shared = new TextEncoder().encode('a secret of thirty-two characters')
  assert.deepEqual(
    await refusedSubject({ header: { alg: 'HS256' }, key: shared }),
    invalid("Invalid 'alg' header in subject_token JWT - unsupported JWT algorithm - must be 'RS256' or 'RS512'"),
  )
  assert.deepEqual(
    await refusedSubject({ header: { kid: 'second' } }),
    invalid("Invalid 'kid' header in subject_token JWT - no matching public key", 401),
  )
  const stranger = await generateKeyPair('RS256')
  const signature = [401, 'public_key error', 'JWT signature verification failed']
  assert.deepEqual(await refusedSubject({ key: stranger.privateKey }), signature)
  const iss = invalid("Missing or non-matching 'iss' claim in subject_token JWT")
  for (const wrong of [none, 'https://cis2.example.org', `${ground.issuer.issuer}/`])
    assert.deepEqual(await refusedSubject({ claims: { iss: wrong } }), iss)
  assert.deepEqual(
    await refusedSubject({ claims: { aud: none } }),
    invalid("Missing 'aud' claim in subject_token JWT", 401),
  )
  const other = invalid("Invalid 'aud' claim in subject_token JWT - issued to another application", 401)
  for (const claims of [{ aud: 'another', azp: none }, { azp: 'another' }, { aud: ['another'] }])
    assert.deepEqual(await refusedSubject({ claims }), other)
  assert.deepEqual(await refusedSubject({ claims: { exp: none } }), invalid("Missing 'exp' claim in subject_token JWT"))
  for (const odd of [seconds + 0.5])
    assert.deepEqual(
      await refusedSubject({ claims: { exp: odd } }),
      invalid("Invalid 'exp' claim in subject_token JWT - must be an integer"),
    )
  assert.deepEqual(
    await refusedSubject({ claims: { exp: seconds - 5 } }),
    invalid("Invalid 'exp' claim in subject_token JWT - JWT has expired"),
  )
  const sub = invalid("Missing or invalid 'sub' claim in subject_token JWT")
  for (const wrong of [none, 'portal', '65600575010'])
    assert.deepEqual(await refusedSubject({ claims: { sub: wrong } }), sub)
  assert.deepEqual(
    await refusedSubject({ claims: { authentication_assurance_level: undefined } }),
    invalid("Missing 'authentication_assurance_level' claim in subject_token JWT"),
  )
})

test('the assurance level must be one the application has a scope for, letter by letter', async () => {
  const unauthorised = [
    401,
    'unauthorized_client',
    'you have tried to request authorization but your application is not configured to use this authorization grant type',
  ]
  const level = (authentication_assurance_level: unknown) =>
    refusedSubject({ claims: { authentication_assurance_level } })
  for (const odd of ['1', '0', '33', 'three', null]) assert.deepEqual(await level(odd), unauthorised)
  const strong = { ...APPLICATION, scopes: ['urn:nhsd:apim:user-nhs-cis2:aal3:X-cp-is'] }
  await registerApplication(ground.administration, strong)
  assert.deepEqual(await level('2'), unauthorised)
  assert.equal((await post(ground.server, '/token', await good())).status, 200)
  await registerApplication(ground.administration, APPLICATION)
  for (const two of ['2', 2]) {
    const subject = await idToken({ claims: { authentication_assurance_level: two } })
    const { body } = await post(ground.server, '/token', await good(subject))
    assert.equal((await ground.actorOf(String(body['access_token']))).assuranceLevel, 2)
  }
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

test('a form only, by POST only, each parameter once, not too large', async () => {
  const send = async (method: 'GET' | 'POST' | 'PUT', contentType: string, payload: string) => {
    const headers = contentType === '' ? {} : { 'content-type': contentType }
    const answer = await ground.server.inject({ method, url: '/oauth2/token', headers, payload })
    const { message_id: _, ...body } = answer.json() as Record<string, string>
    return [answer.statusCode, body['error_description'], answer.headers['allow']]
  }
  const form = 'application/x-www-form-urlencoded'
  const wanted = [415, 'Content-Type must be application/x-www-form-urlencoded', undefined]
  assert.deepEqual(await send('POST', 'application/json', '{"grant_type":"refresh_token"}'), wanted)
  assert.deepEqual(await send('POST', '', ''), wanted)
  assert.deepEqual(await send('POST', `${form}; charset=utf-8`, ''), [400, 'grant_type is missing', undefined])
  assert.deepEqual(await send('POST', form, 'grant_type=a&grant_type=b'), [400, 'A parameter is repeated', undefined])
  const large = [413, 'The body is larger than any token request', undefined]
  assert.deepEqual(await send('POST', form, `grant_type=${'x'.repeat(40_000)}`), large)
  for (const method of ['GET', 'PUT'] as const)
    assert.deepEqual(await send(method, '', ''), [405, 'The method must be POST', 'POST'])
})

test('who is refused too often waits for the next minute, at every instance; others do not', async () => {
  const settings = { ...ground.deps.settings, refusedAMinute: 3 }
  const [one, two] = [ground.instance({ settings }), ground.instance({ settings })]
  ground.later(60)
  const wrong = { grant_type: 'password', client_id: APPLICATION.clientId }
  for (const server of [one, two, one]) assert.equal((await post(server, '/token', wrong)).status, 400)
  ground.later(15)
  for (const server of [one, two]) {
    const { status, body, headers } = await post(server, '/token', await good())
    assert.deepEqual(
      [status, body['error'], body['error_description'], headers['retry-after']],
      [429, 'temporarily_unavailable', 'Too many refused requests', '45'],
    )
  }
  assert.equal((await post(one, '/token', { grant_type: 'password', client_id: 'nobody' })).status, 400)
  ground.later(45)
  assert.equal((await post(one, '/token', await good())).status, 200)
  const refusals = await database.owner.query({
    text: `select client_id, count(*) as n from audit.entry where outcome = 'GRANT_TYPE_INVALID' and at >= $1
      group by client_id order by client_id`,
    values: [new Date(NOON.getTime() + 60_000)],
  })
  assert.deepEqual(refusals, [
    { client_id: 'a-system', n: 3 },
    { client_id: null, n: 1 },
  ])
})

test('CIS2 or the database away is said as that, counts against nobody, and no token is given', async () => {
  const away = [503, 'temporarily_unavailable', 'The service is unavailable, try again']
  const keys = openKeySource('http://127.0.0.1:1/jwks')
  const settings = { ...ground.deps.settings, refusedAMinute: 1 }
  const noKeys = ground.instance({ keys, settings })
  for (const _ of [1, 2]) assert.deepEqual(await refused({}, noKeys), away)
  const db = openPool('identity', { databaseUrl: 'postgresql://{role}@/none?host=%2Fnowhere', log: silentLog })
  const { status, headers } = await post(ground.instance({ db }), '/token', await good())
  assert.deepEqual([status, headers['retry-after']], [503, '5'])
  await db.end()
})
