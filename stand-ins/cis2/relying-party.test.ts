import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { loadRoleDirectory, openRelyingParty, type RelyingPartySettings } from '../../src/identity/index.ts'
import { type Clock, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Cis2StandIn, readStandInUsers, startCis2StandIn, walkSignIn } from './index.ts'

const CALLBACK = 'https://portal.example.org/signed-in'
const SIGNED_OUT = 'https://portal.example.org/signed-out'
const keys = await generateKeyPair('RS512')
const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'portal-1', alg: 'RS512', use: 'sig' }] }

let database: TestDatabase
let cis2: Cis2StandIn
let settings: RelyingPartySettings

before(async () => {
  database = await testDatabase()
  await loadRoleDirectory(database.owner)
  cis2 = await startCis2StandIn({
    port: 0,
    users: readStandInUsers(),
    clients: [
      { clientId: 'portal', jwks, redirectUris: [CALLBACK], postLogoutRedirectUris: [SIGNED_OUT] },
      { clientId: 'other', clientSecret: 'only-for-tests', redirectUris: [CALLBACK] },
    ],
    profile: 'test',
    log: silentLog,
  })
  const authentication = { privateKey: keys.privateKey, kid: 'portal-1' }
  settings = { issuer: cis2.issuer, clientId: 'portal', authentication, redirectUri: CALLBACK, minimumAssurance: 3 }
})
after(async () => {
  await cis2.stop()
  await database.end()
})

const open = (other: Partial<RelyingPartySettings> = {}, clock: Clock = systemClock) =>
  openRelyingParty({ db: database.pool('identity'), clock, randomness: systemRandomness }, { ...settings, ...other })

async function walked(userId: string, party = open(), roleProfileId?: string) {
  const { url, pending } = await party.begin()
  const back = await walkSignIn({ url, redirectUri: CALLBACK, userId, roleProfileId })
  return { back, pending, complete: () => party.complete(back, pending) }
}

test('somebody signs in by PKCE and an RS512 assertion, and has the roles of the directory to choose from', async () => {
  const { complete } = await walked('656005750104', open(), '555254242108')
  const { idToken, authenticatedAt, ...person } = await complete()
  assert.equal(idToken.split('.').length, 3)
  assert.ok(Math.abs(authenticatedAt.getTime() - systemClock.now().getTime()) < 60_000)
  assert.deepEqual(person, {
    userId: '656005750104',
    assuranceLevel: 3,
    authenticator: 'AAL3_ANY',
    sessionId: undefined,
    selectedRole: '555254242108',
    roles: [
      {
        roleProfileId: '555254242107',
        jobRoleName: 'Nurse Access Role',
        organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
        activities: ['B0107'],
      },
      {
        roleProfileId: '555254242108',
        jobRoleName: 'Nurse Access Role',
        organisation: { odsCode: 'Y99001', name: 'EXAMPLE STREET SURGERY' },
        activities: ['B0170'],
      },
    ],
  })
})

test('the request asks for the role, the level and a fresh sign-in, and carries no secret', async () => {
  const { url, pending } = await open({ minimumAssurance: 2 }).begin({ chooseAgain: true })
  const { state, nonce, code_challenge, ...asked } = Object.fromEntries(url.searchParams)
  assert.deepEqual(asked, {
    client_id: 'portal',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile selectedrole',
    acr_values: 'AAL2_OR_AAL3_ANY',
    max_age: '900',
    code_challenge_method: 'S256',
    prompt: 'login',
  })
  assert.deepEqual([state, nonce], [pending.state, pending.nonce])
  assert.equal(code_challenge?.length, 43)
  assert.ok(!url.href.includes(pending.codeVerifier))
  const strong = (await open().begin()).url.searchParams
  assert.deepEqual([strong.get('acr_values'), strong.get('prompt')], ['AAL3_ANY', null])
})

test('sites without smartcards come by the same path, and how is recorded', async () => {
  const said = async (userId: string, minimumAssurance: 2 | 3) => {
    const { assuranceLevel, authenticator } = await (await walked(userId, open({ minimumAssurance }))).complete()
    return [assuranceLevel, authenticator]
  }
  assert.deepEqual(await said('656005750235', 3), [3, 'AAL3_FIDO2'])
  assert.deepEqual(await said('656005750236', 3), [3, 'AAL3_IOS'])
  assert.deepEqual(await said('656005750231', 3), [3, 'AAL3_ANY'])
  assert.deepEqual(await said('656005750237', 2), [2, 'AAL2_NHSMAIL'])
  const weak = { code: 'SIGN_IN_TOO_WEAK', status: 403 }
  await assert.rejects(said('656005750237', 3), weak)
  await assert.rejects(said('656005750110', 2), weak)
})

test('nobody to choose from: no role, and a role the directory does not know', async () => {
  assert.deepEqual((await (await walked('656005750113')).complete()).roles, [])
  const { roles, selectedRole } = await (await walked('656005750299')).complete()
  assert.deepEqual([roles, selectedRole], [[], '555254242299'])
})

test('state, nonce, verifier and code must be those of this sign-in, each once', async () => {
  const failed = {
    code: 'SIGN_IN_FAILED',
    status: 400,
    message: 'The sign-in at CIS2 did not succeed (the answer does not fit)',
  }
  const party = open()
  const other = (await party.begin()).pending
  for (const key of ['state', 'nonce', 'codeVerifier'] as const) {
    const { back, pending } = await walked('656005750107', party)
    await assert.rejects(party.complete(back, { ...pending, [key]: other[key] }), failed)
  }
  const { back, pending, complete } = await walked('656005750107', party)
  await complete()
  await assert.rejects(party.complete(back, pending), failed)
  const declined = new URL(
    `${CALLBACK}?error=access_denied&state=${pending.state}&iss=${encodeURIComponent(cis2.issuer)}`,
  )
  await assert.rejects(party.complete(declined, pending), {
    message: 'The sign-in at CIS2 did not succeed (access_denied)',
  })
})

test('a sign-in is too old sixteen minutes on', async () => {
  let minutes = 0
  const party = open({}, { now: () => new Date(systemClock.now().getTime() + minutes * 60_000) })
  const young = await walked('656005750107', party)
  minutes = 15
  assert.equal((await young.complete()).userId, '656005750107')
  minutes = 0
  const old = await walked('656005750107', party)
  minutes = 16.1
  await assert.rejects(old.complete(), { code: 'SIGN_IN_TOO_OLD', status: 401 })
})

test('signing out leads through CIS2 and back', async () => {
  const party = open()
  const { idToken } = await (await walked('656005750107', party)).complete()
  const url = await party.signOutUrl(idToken, SIGNED_OUT)
  assert.ok(url.href.startsWith(`${cis2.issuer}/connect/endSession?`))
  assert.deepEqual(
    [url.searchParams.get('id_token_hint'), url.searchParams.get('post_logout_redirect_uri')],
    [idToken, SIGNED_OUT],
  )
})

test('CIS2 away is said as that, and tried again at the next sign-in', async () => {
  const unavailable = { code: 'SIGN_IN_UNAVAILABLE', status: 503, message: 'CIS2 cannot be reached' }
  await assert.rejects(open({ issuer: 'http://127.0.0.1:1/realm' }).begin(), unavailable)
  const troubled = http.createServer((_request, response) => response.writeHead(500).end())
  await new Promise<void>(resolve => {
    troubled.listen(0, '127.0.0.1', resolve)
  })
  const issuer = `http://127.0.0.1:${(troubled.address() as AddressInfo).port}/realm`
  const party = open({ issuer })
  for (const _ of [1, 2]) await assert.rejects(party.begin(), unavailable)
  troubled.close()
  troubled.closeAllConnections()
})

/** An issuer that says of anybody what it is told to. */
async function startLiar(nonce: () => string, userinfo: object, claims: object = {}) {
  const pair = await generateKeyPair('RS256')
  const seconds = Math.floor(systemClock.now().getTime() / 1000)
  const server = http.createServer(async (request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`
    const times = { iat: seconds, exp: seconds + 60, auth_time: seconds, nonce: nonce() }
    const all = { iss: issuer, aud: 'portal', sub: '656005750107', authentication_assurance_level: '3', ...times }
    const answers: Record<string, () => Promise<object>> = {
      '/realm/.well-known/openid-configuration': async () => ({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/access_token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/connect/jwk_uri`,
      }),
      '/realm/access_token': async () => ({
        access_token: 'token',
        token_type: 'bearer',
        id_token: await new SignJWT({ ...all, ...claims })
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .sign(pair.privateKey),
      }),
      '/realm/userinfo': async () => userinfo,
      '/realm/connect/jwk_uri': async () => ({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one' }] }),
    }
    const answer = await answers[request.url ?? '']?.()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`
}

test('userinfo about somebody else, and an ID token for another client or another time, end the sign-in', async () => {
  const told = async (userinfo: object, claims?: object) => {
    let nonce = ''
    const party = open({ issuer: await startLiar(() => nonce, userinfo, claims) })
    const { pending } = await party.begin()
    nonce = pending.nonce
    return party.complete(new URL(`${CALLBACK}?code=code&state=${pending.state}`), pending)
  }
  const self = { sub: '656005750107' }
  assert.equal((await told(self)).userId, '656005750107')
  const failed = { code: 'SIGN_IN_FAILED', message: 'The sign-in at CIS2 did not succeed (the answer does not fit)' }
  await assert.rejects(told({ sub: '656005750108' }), failed)
  await assert.rejects(told({}), failed)
  await assert.rejects(told(self, { aud: 'other' }), failed)
  await assert.rejects(told(self, { nonce: 'other' }), failed)
  await assert.rejects(told(self, { auth_time: 1_700_000_000 }), failed)
  await assert.rejects(told(self, { auth_time: undefined }), failed)
})
