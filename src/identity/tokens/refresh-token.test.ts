import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { closeAccount, reopenAccount } from '../accounts.ts'
import { changeApplicationKeys, registerApplication, renewApplicationSecret } from '../applications/administer.ts'
import { type Bending, tokenOf } from '../bearer/issuer-for-tests.ts'
import {
  type Answered,
  APPLICATION,
  assertedBy,
  exchangeOf,
  type Parameters,
  post,
  type TokenGround,
  tokenGround,
} from './ground-for-tests.ts'

const INVALID = [401, 'invalid_grant', 'refresh_token is invalid']
const OTHER = { ...APPLICATION, clientId: 'another-system' }

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

async function signedIn(claims: NonNullable<Bending['claims']> = {}): Promise<Answered['body']> {
  const subject = await tokenOf(ground.issuer, ground.deps.clock.now(), { claims })
  return (await post(ground.server, '/token', await exchangeOf(ground, subject))).body
}

const bySecret = (token: string | undefined, other: Parameters = {}): Parameters => ({
  grant_type: 'refresh_token',
  client_id: APPLICATION.clientId,
  client_secret: ground.secret,
  refresh_token: token,
  ...other,
})
const refresh = (token: string | undefined, other?: Parameters) => post(ground.server, '/token', bySecret(token, other))

async function refused(token: string | undefined, other?: Parameters): Promise<unknown[]> {
  const { status, body } = await refresh(token, other)
  assert.deepEqual(Object.keys(body), ['error', 'error_description', 'message_id'])
  return [status, body['error'], body['error_description']]
}
const stopped = { code: 'ACCESS_TOKEN_INVALID', status: 401, message: 'Invalid Access Token' }

test('a refresh hands a new pair out in the shape of the platform; the access token before goes on', async () => {
  const first = await signedIn()
  ground.later(300)
  const { status, body } = await refresh(first['refresh_token'])
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body), [
    'access_token',
    'expires_in',
    'token_type',
    'refresh_token',
    'refresh_token_expires_in',
    'refresh_count',
  ])
  const { access_token, refresh_token, ...rest } = body
  assert.deepEqual(rest, {
    expires_in: '599',
    token_type: 'Bearer',
    refresh_token_expires_in: '42899',
    refresh_count: '1',
  })
  assert.notEqual(refresh_token, first['refresh_token'])
  for (const token of [first['access_token'], access_token])
    assert.equal((await ground.actorOf(String(token))).clientId, 'a-system')
  const again = await refresh(refresh_token)
  assert.deepEqual([again.body['refresh_count'], again.body['refresh_token_expires_in']], ['2', '42899'])
})

test('an assertion proves the application as well as its secret does', async () => {
  const { refresh_token } = await signedIn()
  const form = { grant_type: 'refresh_token', refresh_token, ...(await assertedBy(ground)) }
  assert.equal((await post(ground.server, '/token', form)).body['refresh_count'], '1')
})

test('a refresh token seen twice ends the whole sign-in, new tokens included, and the audit knows', async () => {
  const first = await signedIn()
  const second = (await refresh(first['refresh_token'])).body
  assert.deepEqual(await refused(first['refresh_token']), INVALID)
  for (const token of [first['access_token'], second['access_token']])
    await assert.rejects(ground.actorOf(String(token)), stopped)
  assert.deepEqual(await refused(second['refresh_token']), INVALID)
  const audited = await database.owner.query({
    text: "select action, user_id, client_id from audit.entry where outcome = 'refresh-reused'",
  })
  assert.deepEqual(audited, [{ action: 'token-refresh', user_id: '656005750107', client_id: 'a-system' }])
})

test('two instances that are sent the same refresh token at once: one takes it, the sign-in ends', async () => {
  const { refresh_token } = await signedIn()
  const other = ground.instance()
  const answers = await Promise.all([ground.server, other].map(one => post(one, '/token', bySecret(refresh_token))))
  assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 401])
  const taken = answers.find(answer => answer.status === 200)
  await assert.rejects(ground.actorOf(String(taken?.body['access_token'])), stopped)
})

test('a sign-in ends twelve hours after it began, however often it was refreshed', async () => {
  let { refresh_token } = await signedIn()
  for (const hours of [4, 4, 3]) {
    ground.later(hours * 3600)
    refresh_token = (await refresh(refresh_token)).body['refresh_token']
  }
  ground.later(3600 - 101)
  const { body } = await refresh(refresh_token)
  assert.deepEqual([body['expires_in'], body['refresh_token_expires_in']], ['100', '100'])
  ground.later(99)
  assert.equal((await ground.actorOf(String(body['access_token']))).clientId, 'a-system')
  ground.later(1)
  assert.deepEqual(await refused(body['refresh_token']), INVALID)
  const expired = { code: 'ACCESS_TOKEN_EXPIRED', message: 'Access Token expired' }
  await assert.rejects(ground.actorOf(String(body['access_token'])), expired)
})

test('what is missing or wrong is refused in the words of the platform', async () => {
  const { refresh_token } = await signedIn()
  assert.deepEqual(await refused(refresh_token, { client_id: undefined }), [
    401,
    'invalid_request',
    'client_id is missing',
  ])
  assert.deepEqual(await refused(refresh_token, { client_secret: undefined }), [
    401,
    'invalid_request',
    'client_secret is missing',
  ])
  const client = [401, 'invalid_client', 'client_id or client_secret is invalid']
  assert.deepEqual(await refused(refresh_token, { client_secret: 'wrong' }), client)
  assert.deepEqual(await refused(refresh_token, { client_id: 'nobody' }), client)
  assert.deepEqual(await refused(undefined), [400, 'invalid_request', 'refresh_token is missing'])
  assert.deepEqual(await refused('rubbish'), INVALID)
  const { access_token } = await signedIn()
  assert.deepEqual(await refused(access_token), INVALID)
  assert.equal((await refresh(refresh_token)).status, 200)
})

test('a secret that was renewed, or never made, opens nothing', async () => {
  const { refresh_token } = await signedIn()
  const client = [401, 'invalid_client', 'client_id or client_secret is invalid']
  await registerApplication(ground.administration, OTHER)
  assert.deepEqual(await refused(refresh_token, { client_id: OTHER.clientId }), client)
  const renewed = await renewApplicationSecret(ground.administration, APPLICATION.clientId)
  assert.deepEqual(await refused(refresh_token), client)
  Object.assign(ground, { secret: renewed })
  assert.equal((await refresh(refresh_token)).status, 200)
})

test('another application cannot take a refresh token, nor use it up, nor end the sign-in by trying', async () => {
  const { access_token, refresh_token } = await signedIn()
  await registerApplication(ground.administration, OTHER)
  await changeApplicationKeys(ground.administration, OTHER.clientId, 'none')
  const client_secret = await renewApplicationSecret(ground.administration, OTHER.clientId)
  const other = { client_id: OTHER.clientId, client_secret }
  for (const _ of [1, 2]) assert.deepEqual(await refused(refresh_token, other), INVALID)
  assert.equal((await ground.actorOf(String(access_token))).clientId, 'a-system')
  assert.equal((await refresh(refresh_token)).status, 200)
})

test('a closed account, and a level the application has no scope for any more, stop refreshing', async () => {
  const { refresh_token } = await signedIn({ authentication_assurance_level: '2' })
  const scopes = ['urn:nhsd:apim:user-nhs-cis2:aal3:X-cp-is']
  await registerApplication(ground.administration, { ...APPLICATION, scopes })
  assert.deepEqual((await refused(refresh_token)).slice(0, 2), [401, 'unauthorized_client'])
  await registerApplication(ground.administration, APPLICATION)
  await database.owner.query({
    text: 'insert into identity.closed_account (user_id, closed_at) values ($1, $2)',
    values: ['656005750107', ground.deps.clock.now()],
  })
  assert.deepEqual(await refused(refresh_token), [401, 'access_denied', 'The account of this user is closed'])
  await reopenAccount(ground.administration, '656005750107')
  assert.equal((await refresh(refresh_token)).status, 200)
  await closeAccount(ground.administration, '656005750107')
  assert.deepEqual(await refused(refresh_token), INVALID)
  await reopenAccount(ground.administration, '656005750107')
  assert.deepEqual(await refused(refresh_token), INVALID)
})
