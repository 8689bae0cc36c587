import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { generateKeyPair } from 'jose'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { openPool, silentLog } from '../../platform/index.ts'
import { registerApplication } from '../applications/administer.ts'
import { type Bending, tokenOf } from '../bearer/issuer-for-tests.ts'
import { openKeySource } from '../bearer/key-source.ts'
import {
  APPLICATION,
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

test('who cannot prove itself too often waits for the next minute, at every instance; others do not', async () => {
  const settings = { ...ground.deps.settings, refusedAMinute: 3 }
  const [one, two] = [ground.instance({ settings }), ground.instance({ settings })]
  ground.later(60)
  const wrong = { grant_type: 'refresh_token', client_id: APPLICATION.clientId, client_secret: 'a guess' }
  for (const server of [one, two, one]) assert.equal((await post(server, '/token', wrong)).status, 401)
  ground.later(15)
  for (const server of [one, two]) {
    const { status, body, headers } = await post(server, '/token', wrong)
    assert.deepEqual(
      [status, body['error'], body['error_description'], headers['retry-after']],
      [429, 'temporarily_unavailable', 'Too many refused requests', '45'],
    )
  }
  assert.equal((await post(one, '/token', await good())).status, 200)
  assert.equal((await post(one, '/token', { ...wrong, client_id: 'nobody' })).status, 401)
  ground.later(45)
  assert.equal((await post(one, '/token', wrong)).status, 401)
  const refusals = await database.owner.query({
    text: `select client_id, count(*) as n from audit.entry where outcome = 'CLIENT_INVALID' group by client_id
      order by client_id`,
  })
  assert.deepEqual(refusals, [
    { client_id: 'a-system', n: 4 },
    { client_id: null, n: 1 },
  ])
})

test('an application that has proved itself is told what is wrong with its users’ tokens, however often', async () => {
  const settings = { ...ground.deps.settings, refusedAMinute: 1 }
  const server = ground.instance({ settings })
  for (const _ of [1, 2, 3])
    assert.deepEqual(await refused({ subject_token: 'rubbish' }, server), invalid('Malformed JWT in subject_token'))
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
