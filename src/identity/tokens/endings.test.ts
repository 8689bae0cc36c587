import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SignJWT } from 'jose'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { calendarDate } from '../../platform/index.ts'
import { closeAccount, reopenAccount } from '../accounts.ts'
import { registerApplication, renewApplicationSecret, switchApplication } from '../applications/administer.ts'
import { type Bending, tokenOf } from '../bearer/issuer-for-tests.ts'
import { recordRoleDirectory } from '../load-role-directory.ts'
import { readActivities, readRoleProfiles } from '../reference.ts'
import { forgetTokens } from './forget-tokens.ts'
import {
  type Answered,
  APPLICATION,
  assertedBy,
  exchangeOf,
  post,
  type TokenGround,
  tokenGround,
} from './ground-for-tests.ts'
import { issueToken } from './issue-token.ts'

const NURSE = '656005750107'
const INVALID = { code: 'ACCESS_TOKEN_INVALID', status: 401, message: 'Invalid Access Token' }

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

const now = () => ground.deps.clock.now()
const idToken = (claims: NonNullable<Bending['claims']> = {}) => tokenOf(ground.issuer, now(), { claims })
const exchange = async (subject: string): Promise<Answered> =>
  post(ground.server, '/token', await exchangeOf(ground, subject))

async function signedIn(claims?: NonNullable<Bending['claims']>): Promise<string> {
  return String((await exchange(await idToken(claims))).body['access_token'])
}
const counts = async (bearer: string) => assert.equal((await ground.actorOf(bearer)).clientId, 'a-system')

test('an access token counts for 599 seconds', async () => {
  const bearer = await signedIn()
  ground.later(598)
  await counts(bearer)
  ground.later(1)
  const expired = { code: 'ACCESS_TOKEN_EXPIRED', status: 401, message: 'Access Token expired' }
  await assert.rejects(ground.actorOf(bearer), expired)
})

test('a token nobody was given, and one that is no token, are refused', async () => {
  await assert.rejects(ground.actorOf('A'.repeat(43)), INVALID)
  await assert.rejects(ground.actorOf('rubbish'), INVALID)
  await assert.rejects(ground.actorOf(await idToken()), INVALID)
})

test('a role that is withdrawn, over or changed shows within the same token', async () => {
  const [ada] = readRoleProfiles()
  assert.ok(ada)
  const newcomer = { ...ada, user_id: '656005750222', role_profile_id: '555254242222', source: 'this test' }
  const stopped = { code: 'SELECTED_ROLE_INVALID', status: 400, message: 'selected_roleid is misconfigured/invalid' }
  const record = (...roleProfiles: (typeof newcomer)[]) => {
    ground.later(1)
    return recordRoleDirectory(database.owner, { activities: [], roleProfiles }, now())
  }
  await record(newcomer)
  const bearer = await signedIn({ sub: newcomer.user_id, selected_roleid: newcomer.role_profile_id })
  assert.deepEqual([...(await ground.actorOf(bearer)).activities], ['B0107'])
  await record({ ...newcomer, activity_codes: ['B0264'] })
  assert.deepEqual([...(await ground.actorOf(bearer)).activities], ['B0264'])
  await record({ ...newcomer, valid_to: newcomer.valid_from })
  await assert.rejects(ground.actorOf(bearer), stopped)
  await record(newcomer)
  await counts(bearer)
  await record({ ...newcomer, role_profile_id: '555254242223' })
  await assert.rejects(ground.actorOf(bearer), stopped)
})

test('the role: chosen at sign-in, or by the header, or the only one, or refused', async () => {
  const two = '656005750104'
  const chosen = await signedIn({ sub: two, selected_roleid: '555254242108' })
  assert.deepEqual([...(await ground.actorOf(chosen)).activities], ['B0170'])
  await assert.rejects(ground.actorOf(chosen, '555254242107'), { code: 'SESSION_ROLE_INVALID' })
  const open = await signedIn({ sub: two, selected_roleid: undefined })
  await assert.rejects(ground.actorOf(open), { code: 'ROLES_SEVERAL' })
  assert.deepEqual([...(await ground.actorOf(open, '555254242107')).activities], ['B0107'])
  const none = await signedIn({ sub: '656005750113', selected_roleid: undefined })
  await assert.rejects(ground.actorOf(none), { code: 'ROLES_NONE' })
  const both = await signedIn({ sub: '656005750111', selected_roleid: '555254242109' })
  assert.deepEqual([...(await ground.actorOf(both)).activities], ['B0107', 'B0170'])
})

test('a closed account stops within the same token and gets no other until it is opened again', async () => {
  const bearer = await signedIn()
  const before = await idToken()
  assert.ok((await closeAccount(ground.administration, NURSE)) >= 1)
  await assert.rejects(ground.actorOf(bearer), INVALID)
  const { status, body } = await exchange(before)
  assert.deepEqual([status, body['error_description']], [401, 'The account of this user is closed'])
  await reopenAccount(ground.administration, NURSE)
  await assert.rejects(ground.actorOf(bearer), INVALID)
  await counts(await signedIn())
  const audited = await database.owner.query({
    text: "select action, outcome from audit.entry where channel = 'administration' and user_id = $1 order by at, action",
    values: [NURSE],
  })
  assert.deepEqual(audited.slice(-2), [
    { action: 'account-closed', outcome: 'done' },
    { action: 'account-reopened', outcome: 'done' },
  ])
  assert.throws(() => closeAccount(ground.administration, 'nurse'), { code: 'USER_ID_INVALID' })
})

test('an application switched off, or whose agreement is over, stops within the same token', async () => {
  const bearer = await signedIn()
  await switchApplication(ground.administration, APPLICATION.clientId, false)
  await assert.rejects(ground.actorOf(bearer), INVALID)
  await switchApplication(ground.administration, APPLICATION.clientId, true)
  await counts(bearer)
  await registerApplication(ground.administration, { ...APPLICATION, validTo: calendarDate('2026-03-01') })
  await assert.rejects(ground.actorOf(bearer), INVALID)
  await registerApplication(ground.administration, APPLICATION)
  await counts(bearer)
})

test('an application reaches only the doors and the activities it is registered for', async () => {
  const both = await signedIn({ sub: '656005750111', selected_roleid: '555254242109' })
  const silent = { ...APPLICATION, activities: ['B0170'] as const }
  await registerApplication(ground.administration, silent)
  assert.deepEqual([...(await ground.actorOf(both)).activities], ['B0170'])
  const lead = await signedIn({ sub: '656005750220', selected_roleid: '555254242220' })
  assert.deepEqual([...(await ground.actorOf(lead)).activities], ['B0264', 'X-SAFEGUARDING'])
  await registerApplication(ground.administration, { ...APPLICATION, channels: ['portal'] })
  await assert.rejects(ground.actorOf(both), INVALID)
  await registerApplication(ground.administration, APPLICATION)
})

test('revoking either token ends both; another application’s attempt and rubbish change nothing', async () => {
  for (const which of ['access_token', 'refresh_token'] as const) {
    const { body } = await exchange(await idToken())
    const revoke = (token: string | undefined, other = {}) =>
      post(ground.server, '/revoke', {
        token,
        client_id: APPLICATION.clientId,
        client_secret: ground.secret,
        ...other,
      })
    const elsewhere = { ...APPLICATION, clientId: 'another-system' }
    await registerApplication(ground.administration, elsewhere)
    const client_secret = await renewApplicationSecret(ground.administration, elsewhere.clientId)
    for (const other of [{ client_id: elsewhere.clientId, client_secret }, { token: 'rubbish' }])
      assert.deepEqual([(await revoke(body[which], other)).status, (await revoke('x')).body], [200, {}])
    await counts(String(body['access_token']))
    const { status, body: nothing, headers } = await revoke(body[which])
    assert.deepEqual([status, nothing, headers['cache-control']], [200, {}, 'no-store'])
    await assert.rejects(ground.actorOf(String(body['access_token'])), INVALID)
    assert.equal((await revoke(body[which])).status, 200)
  }
})

test('revoking wants a token and an application that says who it is', async () => {
  const said = async (parameters: Parameters<typeof post>[2]) => {
    const { status, body } = await post(ground.server, '/revoke', parameters)
    return [status, body['error'], body['error_description']]
  }
  assert.deepEqual(await said(await assertedBy(ground)), [400, 'invalid_request', 'token is missing'])
  assert.deepEqual(await said({ token: 'x' }), [401, 'invalid_request', 'client_id is missing'])
  const assertion = { ...(await assertedBy(ground)), token: 'x' }
  assert.deepEqual(await said(assertion), [200, undefined, undefined])
  assert.deepEqual((await said(assertion))[2], "Non-unique 'jti' claim in client_assertion JWT")
})

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }

async function logout(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<Answered> {
  const seconds = Math.floor(now().getTime() / 1000)
  const { issuer, keys } = ground.issuer
  const all = { iss: issuer, aud: 'portal', iat: seconds, exp: seconds + 120, jti: 'one', events: EVENTS, ...claims }
  const token = await new SignJWT(all)
    .setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt', kid: 'first', ...header })
    .sign(keys.privateKey)
  return post(ground.server, '/backchannel-logout', { logout_token: token })
}

test('a logout at CIS2 ends that session’s sign-ins at once, others go on, and its ID token opens nothing', async () => {
  const auth_time = now().getTime() / 1000
  const subject = await idToken({ sid: 'session-a', auth_time })
  const ended = String((await exchange(subject)).body['access_token'])
  const other = await signedIn({ sid: 'session-b', auth_time })
  const { status, body, headers } = await logout({ sub: NURSE, sid: 'session-a' })
  assert.deepEqual([status, body, headers['cache-control']], [200, {}, 'no-store'])
  await assert.rejects(ground.actorOf(ended), INVALID)
  await counts(other)
  const again = await exchange(subject)
  assert.deepEqual(
    [again.status, again.body['error'], again.body['error_description']],
    [400, 'invalid_grant', 'The session of this subject_token has ended'],
  )
  ground.later(10)
  await counts(await signedIn({ sid: 'session-c', auth_time: auth_time + 10 }))
})

test('a logout without a session ends all the user’s; one for a session unknown here is answered alike', async () => {
  const bearers = [await signedIn({ sid: 'session-d' }), await signedIn()]
  assert.equal((await logout({ sid: 'never heard of' })).status, 200)
  for (const bearer of bearers) await counts(bearer)
  assert.equal((await logout({ sub: NURSE })).status, 200)
  for (const bearer of bearers) await assert.rejects(ground.actorOf(bearer), INVALID)
  ground.later(10)
  const later = await signedIn()
  const tenSecondsAgo = Math.floor(now().getTime() / 1000) - 10
  assert.equal((await logout({ sub: NURSE, iat: tenSecondsAgo })).status, 200)
  await counts(later)
})

test('a logout meets an exchange of the same session at once: nothing slips by', async () => {
  for (let round = 0; round < 5; round += 1) {
    const sid = `race-${round}`
    const subject = await idToken({ sid, auth_time: now().getTime() / 1000 })
    const [exchanged] = await Promise.all([exchange(subject), logout({ sub: NURSE, sid })])
    if (exchanged.status === 200) await assert.rejects(ground.actorOf(String(exchanged.body['access_token'])), INVALID)
    else assert.equal(exchanged.body['error'], 'invalid_grant')
  }
})

test('a logout token that does not fit is refused in the words of the platform and ends nothing', async () => {
  const bearer = await signedIn({ sid: 'session-e' })
  const said = async (claims: Record<string, unknown>, header?: Record<string, unknown>) => {
    const { status, body } = await logout({ sub: NURSE, sid: 'session-e', ...claims }, header)
    assert.deepEqual([status, body['error']], [400, 'invalid_request'])
    return body['error_description']
  }
  for (const aud of ['somebody-else', undefined]) assert.equal(await said({ aud }), 'Missing/invalid aud claim in JWT')
  for (const iss of ['https://cis2.example.org', undefined])
    assert.equal(await said({ iss }), 'Missing/invalid iss claim in JWT')
  for (const events of [undefined, {}, { 'https://example.org/event': {} }, 'logout', null])
    assert.equal(await said({ events }), 'Missing/invalid events claim in JWT')
  assert.equal(await said({ nonce: 'n' }), 'Prohibited nonce claim in JWT')
  assert.equal(await said({ sub: undefined, sid: undefined }), 'Missing sid claim in JWT')
  const unproved = 'Unable to verify JWT'
  assert.equal(await said({}, { kid: 'second' }), unproved)
  assert.equal(await said({ exp: now().getTime() / 1000 - 6 }), unproved)
  assert.equal(await said({ jti: undefined }), unproved)
  assert.equal(await said({ iat: undefined }), unproved)
  const missing = await post(ground.server, '/backchannel-logout', {})
  assert.deepEqual([missing.status, missing.body['error_description']], [400, 'logout_token is missing'])
  const rubbish = await post(ground.server, '/backchannel-logout', { logout_token: 'rubbish' })
  assert.equal(rubbish.body['error_description'], unproved)
  await counts(bearer)
})

test('a token issued by hand counts like any other; never in production, never for a role not held', async () => {
  ground.later(1)
  const wish = { clientId: 'a-system', userId: NURSE, roleProfileId: '555254242105', profile: 'test' } as const
  await counts((await issueToken(ground.deps, wish)).access_token)
  const issue = (other: Partial<Parameters<typeof issueToken>[1]>) => issueToken(ground.deps, { ...wish, ...other })
  await assert.rejects(issue({ profile: 'production' }), {
    code: 'TOKEN_ISSUE_REFUSED',
    message: 'Tokens are issued by hand on a laptop and in tests only',
  })
  await assert.rejects(issue({ roleProfileId: '555254242106' }), { code: 'SELECTED_ROLE_INVALID' })
  await assert.rejects(issue({ clientId: 'nobody' }), { code: 'APPLICATION_UNKNOWN' })
})

test('what has not mattered for a day is forgotten, the audit is not', async () => {
  await recordRoleDirectory(database.owner, { activities: readActivities(), roleProfiles: readRoleProfiles() }, now())
  const bearer = await signedIn()
  const sizes = async () => {
    const of = async (table: string) =>
      (await database.owner.query<{ n: number }>({ text: `select count(*) as n from identity.${table}` }))[0]?.n ?? 0
    const tables = ['access_token', 'refresh_token', 'sign_in', 'used_assertion', 'ended_session', 'refused_request']
    return Promise.all(tables.map(of))
  }
  const before = await sizes()
  await forgetTokens(ground.deps)
  assert.deepEqual(await sizes(), before)
  await counts(bearer)
  ground.later(36 * 3600 + 1)
  await forgetTokens(ground.deps)
  assert.deepEqual(await sizes(), [0, 0, 0, 0, 0, 0])
  const [kept] = await database.owner.query<{ n: number }>({
    text: "select count(*) as n from audit.entry where action = 'token-exchange' and outcome = 'issued'",
  })
  assert.ok((kept?.n ?? 0) > 10)
})
