import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import {
  actorOfBearer,
  type IdentityDeps,
  jwksUrlOf,
  loadRoleDirectory,
  openKeySource,
} from '../../src/identity/index.ts'
import { isRefusal, silentLog, systemClock } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Cis2StandIn, readStandInUsers, type SignInWish, signIn, startCis2StandIn, walkSignIn } from './index.ts'

const CALLBACK = 'https://portal.example.org/callback'
const SIGNED_OUT = 'https://portal.example.org/signed-out'
const keys = await generateKeyPair('RS512')
const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'portal-1', alg: 'RS512', use: 'sig' }] }
const options = {
  port: 0,
  users: readStandInUsers(),
  clients: [
    {
      clientId: 'portal',
      clientSecret: 'only-for-tests',
      redirectUris: [CALLBACK],
      postLogoutRedirectUris: [SIGNED_OUT],
    },
    { clientId: 'supplier', jwks, redirectUris: [CALLBACK] },
  ],
  profile: 'test',
  log: silentLog,
} as const

let database: TestDatabase
let cis2: Cis2StandIn
let deps: IdentityDeps

before(async () => {
  database = await testDatabase()
  await loadRoleDirectory(database.owner)
  cis2 = await startCis2StandIn(options)
  deps = {
    db: database.pool('identity'),
    clock: systemClock,
    keys: openKeySource(jwksUrlOf(cis2.issuer)),
    settings: {
      issuer: cis2.issuer,
      audience: ['portal', 'supplier'],
      minimumAssurance: 3,
      clockToleranceSeconds: 5,
      tokens: 'id-token-too',
    },
  }
})
after(async () => {
  await cis2.stop()
  await database.end()
})

const signInAs = (userId: string, wish: Partial<SignInWish> = {}) =>
  signIn({
    issuer: cis2.issuer,
    clientId: 'portal',
    clientSecret: 'only-for-tests',
    redirectUri: CALLBACK,
    userId,
    ...wish,
  })

/** The activities of the actor a user's token becomes, or the code of the refusal. */
async function met(userId: string, roleProfileId?: string): Promise<string> {
  const { idToken } = await signInAs(userId, roleProfileId === undefined ? {} : { roleProfileId })
  try {
    const actor = await actorOfBearer(deps, { authorization: `Bearer ${idToken}` })
    return [...actor.activities].join(' ')
  } catch (error) {
    if (isRefusal(error)) return error.code
    throw error
  }
}

test('each user of the contract is met as the contract says', async () => {
  assert.equal(await met('656005750107'), 'B0107')
  assert.equal(await met('656005750108'), 'B0170')
  assert.equal(await met('656005750104', '555254242107'), 'B0107')
  assert.equal(await met('656005750104', '555254242108'), 'B0170')
  assert.equal(await met('656005750111'), 'B0107 B0170')
  assert.equal(await met('656005750112'), 'B0264')
  assert.equal(await met('656005750113'), 'ROLES_NONE')
  assert.equal(await met('656005750109'), 'ASSURANCE_TOO_LOW')
  assert.equal(await met('656005750110'), 'ASSURANCE_TOO_LOW')
  assert.equal(await met('656005750114'), 'B0107 B0264')
  assert.equal(await met('656005750220'), 'B0107 B0264 X-SAFEGUARDING')
})

test('the ID token has the header and the claims of CIS2 and no others about the person', async () => {
  const { idToken } = await signInAs('656005750107', { scope: 'openid profile selectedrole nationalrbacaccess' })
  const { nonce, iat, exp, auth_time, auditTrackingId, ...claims } = decodeJwt(idToken)
  assert.deepEqual(Object.keys(decodeProtectedHeader(idToken)), ['alg', 'typ', 'kid'])
  assert.equal(decodeProtectedHeader(idToken).typ, 'JWT')
  assert.equal((exp ?? 0) - (iat ?? 0), 3600)
  assert.ok(nonce && auth_time && auditTrackingId)
  assert.deepEqual(claims, {
    iss: cis2.issuer,
    sub: '656005750107',
    aud: 'portal',
    azp: 'portal',
    acr: 'AAL3_ANY',
    amr: ['N3_SMARTCARD'],
    id_assurance_level: '3',
    authentication_assurance_level: '3',
    selected_roleid: '555254242105',
    realm: '/NHSIdentity/Healthcare',
    tokenName: 'id_token',
    tokenType: 'JWTToken',
  })
})

test('levels below 3 are said in the token', async () => {
  const said = async (userId: string) => {
    const { acr, amr, authentication_assurance_level } = decodeJwt((await signInAs(userId)).idToken)
    return [acr, amr, authentication_assurance_level]
  }
  assert.deepEqual(await said('656005750109'), ['AAL2_ANY', ['TOTP'], '2'])
  assert.deepEqual(await said('656005750110'), ['AAL1_USERPASS', ['USERPASS'], '1'])
})

test('without the scope selectedrole nobody is asked for a role and the token names none', async () => {
  const { idToken } = await signInAs('656005750104', { scope: 'openid' })
  assert.equal(decodeJwt(idToken)['selected_roleid'], undefined)
  await assert.rejects(actorOfBearer(deps, { authorization: `Bearer ${idToken}` }), { code: 'ROLES_SEVERAL' })
  const actor = await actorOfBearer(deps, { authorization: `Bearer ${idToken}`, sessionRole: '555254242108' })
  assert.deepEqual([...actor.activities], ['B0170'])
})

test('a role withdrawn from the directory stops the token that was got with it', async () => {
  const { idToken } = await signInAs('656005750221')
  const headers = { authorization: `Bearer ${idToken}` }
  await actorOfBearer(deps, headers)
  const text = "update identity.role_profile set replaced_at = recorded_at where user_id = '656005750221'"
  await database.owner.query({ text })
  await assert.rejects(actorOfBearer(deps, headers), { code: 'SELECTED_ROLE_INVALID' })
})

test('what userinfo says of a user with two roles is shaped as at CIS2', async () => {
  const scope = 'openid profile email nhsperson associatedorgs nationalrbacaccess selectedrole'
  const { accessToken } = await signInAs('656005750104', { scope, roleProfileId: '555254242107' })
  const answer = await fetch(`${cis2.issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })
  const role = { role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"', role_code: 'S8000:G8000:R8001' }
  assert.deepEqual(await answer.json(), {
    sub: '656005750104',
    id_assurance_level: '3',
    authentication_assurance_level: '3',
    selected_roleid: '555254242107',
    uid: '656005750104',
    nhsid_useruid: '656005750104',
    name: 'Twoposts Cora',
    given_name: 'Cora',
    family_name: 'Twoposts',
    title: 'Mrs',
    display_name: 'Cora Twoposts',
    email: 'cora.twoposts@example.org',
    idassurancelevel: '3',
    nhsid_nrbac_roles: [
      {
        person_orgid: '555254239107',
        person_roleid: '555254242107',
        org_code: 'X99',
        ...role,
        activities: ['View CP-IS Flag'],
        activity_codes: ['B0107'],
      },
      {
        person_orgid: '555254239108',
        person_roleid: '555254242108',
        org_code: 'Y99001',
        ...role,
        activities: ['View CP-IS Flag (Without sending an Access to Service Notification - ASN)'],
        activity_codes: ['B0170'],
      },
    ],
    nhsid_user_orgs: [
      { org_name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST', org_code: 'X99' },
      { org_name: 'EXAMPLE STREET SURGERY', org_code: 'Y99001' },
    ],
  })
})

test("somebody else's client signs in by discovery, PKCE and an RS512 assertion", async () => {
  const authentication = client.PrivateKeyJwt({ key: keys.privateKey, kid: 'portal-1' })
  const config = await client.discovery(new URL(cis2.issuer), 'supplier', undefined, authentication, {
    execute: [client.allowInsecureRequests],
  })
  assert.deepEqual(
    [
      config.serverMetadata().token_endpoint,
      config.serverMetadata().jwks_uri,
      config.serverMetadata().end_session_endpoint,
    ],
    [`${cis2.issuer}/access_token`, `${cis2.issuer}/connect/jwk_uri`, `${cis2.issuer}/connect/endSession`],
  )
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid profile selectedrole',
    acr_values: 'AAL3_ANY',
    max_age: '300',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const back = await walkSignIn({ url, redirectUri: CALLBACK, userId: '656005750107' })
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier,
    expectedState: 'a-state',
    expectedNonce: 'a-nonce',
    maxAge: 300,
  })
  const { name } = await client.fetchUserInfo(config, tokens.access_token, '656005750107')
  assert.equal(name, 'Example Ada')
  const actor = await actorOfBearer(deps, { authorization: `Bearer ${tokens.id_token}` })
  assert.equal(actor.clientId, 'supplier')
})

test('a sign-in that cannot succeed says at which step', async () => {
  const failed = (detail: string) => ({
    code: 'CIS2_SIGN_IN_FAILED',
    message: `The sign-in at CIS2 did not succeed (${detail})`,
  })
  await assert.rejects(signInAs('656005750999'), failed('there is no user 656005750999'))
  await assert.rejects(signInAs('656005750104'), failed('a role must be chosen'))
  await assert.rejects(
    signInAs('656005750104', { roleProfileId: '555254242105' }),
    failed('there is no role 555254242105'),
  )
  await assert.rejects(
    signInAs('656005750107', { roleProfileId: '555254242106' }),
    failed('there is no role 555254242106'),
  )
  await assert.rejects(signInAs('656005750107', { clientSecret: 'not the secret' }), failed('no token: invalid_client'))
  await assert.rejects(
    signInAs('656005750107', { clientId: 'nobody' }),
    failed('status 400, invalid_client: client is invalid'),
  )
  await assert.rejects(
    signInAs('656005750107', { redirectUri: 'https://elsewhere.example.org/' }),
    failed("status 400, invalid_redirect_uri: redirect_uri did not match any of the client's registered redirect_uris"),
  )
  await assert.rejects(
    signInAs('656005750107', { scope: 'profile' }),
    failed('openid scope must be requested when using the nonce parameter'),
  )
})

test('the stand-in refuses to run in production', async () => {
  await assert.rejects(startCis2StandIn({ ...options, profile: 'production' }), {
    code: 'CIS2_STAND_IN_REFUSED',
    message: 'The stand-in for CIS2 does not run in production',
  })
})

test('with a clock, tokens and roles are of that time', async () => {
  const then = new Date('2024-06-01T08:00:00Z')
  const early = await startCis2StandIn({ ...options, clock: { now: () => then } })
  const { idToken } = await signInAs('656005750113', { issuer: early.issuer })
  const { iat, exp, auth_time, selected_roleid } = decodeJwt(idToken)
  assert.deepEqual([iat, exp], [then.getTime() / 1000, then.getTime() / 1000 + 3600])
  assert.ok(Number(auth_time) <= Number(iat))
  assert.equal(selected_roleid, '555254242111')
  await early.stop()
})
