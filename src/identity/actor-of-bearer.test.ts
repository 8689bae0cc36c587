import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { isDatabaseFault, openPool, silentLog } from '../platform/index.ts'
import { actorOfBearer, type IdentityDeps } from './actor-of-bearer.ts'
import { type Bending, startTestIssuer, type TestIssuer, tokenOf } from './bearer/issuer-for-tests.ts'
import { openKeySource } from './bearer/key-source.ts'
import { loadRoleDirectory, recordRoleDirectory } from './load-role-directory.ts'
import { readActivities, readRoleProfiles } from './reference.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const INVALID = { code: 'ACCESS_TOKEN_INVALID', status: 401, message: 'Invalid Access Token' }

let database: TestDatabase
let issuer: TestIssuer
let deps: IdentityDeps
let now = NOON

before(async () => {
  database = await testDatabase()
  issuer = await startTestIssuer()
  await loadRoleDirectory(database.owner, { now: () => NOON })
})
beforeEach(() => {
  now = NOON
  deps = {
    db: database.pool('identity'),
    clock: { now: () => now },
    keys: openKeySource(issuer.jwksUrl),
    settings: {
      issuer: issuer.issuer,
      audience: ['portal'],
      minimumAssurance: 3,
      clockToleranceSeconds: 5,
      tokens: 'id-token-too',
    },
  }
})
after(async () => {
  await issuer.stop()
  await database.end()
})

const token = (bending: Bending = {}) => tokenOf(issuer, NOON, bending)
const actorOf = (bearer: string, sessionRole?: string, with_: Partial<IdentityDeps> = {}) =>
  actorOfBearer({ ...deps, ...with_ }, { authorization: `Bearer ${bearer}`, sessionRole })
const withMinimum = (minimumAssurance: number) => ({ settings: { ...deps.settings, minimumAssurance } })

test('a good token becomes the person, role and organisation of the directory', async () => {
  assert.deepEqual(await actorOf(await token()), {
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
    clientId: 'portal',
  })
})

test('RS512, a number as level, a lower-case scheme and a token without azp are taken too', async () => {
  const claims = { authentication_assurance_level: 3, azp: undefined }
  const bearer = await token({ claims, header: { alg: 'RS512' }, key: await rs512Key() })
  const actor = await actorOfBearer(deps, { authorization: `bearer ${bearer}` })
  assert.deepEqual([actor.assuranceLevel, actor.clientId], [3, 'portal'])
})

async function rs512Key() {
  const pair = await generateKeyPair('RS512')
  const other = await startTestIssuer()
  other.answerKeysWith(200, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'first' }] }))
  deps = { ...deps, keys: openKeySource(other.jwksUrl) }
  after(() => other.stop())
  return pair.privateKey
}

test('the header Authorization is refused in the words of the national platform', async () => {
  const cases: [string | undefined, string, string][] = [
    [undefined, 'AUTHORIZATION_MISSING', 'Missing Authorization header'],
    ['', 'AUTHORIZATION_EMPTY', 'Empty Authorization header'],
    ['   ', 'AUTHORIZATION_EMPTY', 'Empty Authorization header'],
    ['Bearer', 'ACCESS_TOKEN_MISSING', 'Missing access token'],
    ['Bearer  ', 'ACCESS_TOKEN_MISSING', 'Missing access token'],
    ['Basic abc', 'TOKEN_TYPE_INVALID', "Invalid token type 'Basic', must be 'Bearer'"],
    ['AWS4-HMAC-SHA256 abc', 'TOKEN_TYPE_INVALID', "Invalid token type 'AWS4-HMAC-SHA256', must be 'Bearer'"],
    ['eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'TOKEN_TYPE_INVALID', "Invalid token type 'unknown', must be 'Bearer'"],
    ['x9990000018 abc', 'TOKEN_TYPE_INVALID', "Invalid token type 'x[number]', must be 'Bearer'"],
    ['Bearer one two', 'ACCESS_TOKEN_INVALID', 'Invalid Access Token'],
    ['Bearer rubbish', 'ACCESS_TOKEN_INVALID', 'Invalid Access Token'],
    ['Bearer a.b.c', 'ACCESS_TOKEN_INVALID', 'Invalid Access Token'],
  ]
  for (const [authorization, code, message] of cases)
    await assert.rejects(actorOfBearer(deps, { authorization }), { code, status: 401, message })
})

test('a token of another issuer, client, key, kind or algorithm is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256')
  const bent: Record<string, Bending> = {
    'wrong issuer': { claims: { iss: 'https://cis2.example.org' } },
    'wrong audience': { claims: { aud: 'somebody-else' } },
    'no audience': { claims: { aud: undefined as never } },
    'got by another client': { claims: { aud: ['portal', 'somebody-else'], azp: 'somebody-else' } },
    'signed by another key under our key id': { key: privateKey },
    'unknown key': { header: { kid: 'second' } },
    'no key named': { header: { kid: undefined as never } },
    'no type': { header: { typ: undefined as never } },
    'an access token': { header: { typ: 'at+jwt' } },
    'shared secret': { header: { alg: 'HS256' }, key: new TextEncoder().encode('a secret of thirty-two characters') },
    'no expiry': { claims: { exp: undefined as never } },
    'not yet': { claims: { nbf: NOON.getTime() / 1000 + 60 } },
  }
  for (const [what, bending] of Object.entries(bent)) await assert.rejects(actorOf(await token(bending)), INVALID, what)
})

test('a token for several clients without azp is put down to the one we know', async () => {
  const bearer = await token({ claims: { aud: ['somebody-else', 'portal'], azp: undefined } })
  assert.equal((await actorOf(bearer)).clientId, 'portal')
})

test('a token that is not signed is refused', async () => {
  const [, claims] = (await token()).split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: 'first' })).toString('base64url')
  await assert.rejects(actorOf(`${header}.${claims}.`), INVALID)
})

test('claims changed under a good signature are refused, also when the good token is known', async () => {
  const good = await token()
  await actorOf(good)
  const [header, claims = '', signature] = good.split('.')
  const other = Buffer.from(claims, 'base64url').toString().replace('656005750107', '656005750114')
  await assert.rejects(actorOf(`${header}.${Buffer.from(other).toString('base64url')}.${signature}`), INVALID)
})

test('a token counts until its hour and five seconds are over, whether or not it is known', async () => {
  const bearer = await token()
  now = new Date(NOON.getTime() + 3604_000)
  assert.equal((await actorOf(bearer)).clientId, 'portal')
  now = new Date(NOON.getTime() + 3605_000)
  const expired = { code: 'ACCESS_TOKEN_EXPIRED', status: 401, message: 'Access Token expired' }
  await assert.rejects(actorOf(bearer), expired)
  await assert.rejects(actorOf(bearer), expired)
  await assert.rejects(actorOf(await token({ claims: { jti: 'never seen before' } })), expired)
})

test('a signature is checked once; a token proved for one client is not taken for another', async () => {
  let looked = 0
  const { find, proven } = deps.keys
  const keys = {
    proven,
    find: (...named: Parameters<typeof find>) => {
      looked += 1
      return find(...named)
    },
  }
  const bearer = await token()
  for (let time = 1; time <= 5; time += 1) await actorOf(bearer, undefined, { keys })
  assert.equal(looked, 1)
  const settings = { ...deps.settings, audience: 'somebody-else' }
  await assert.rejects(actorOf(bearer, undefined, { keys, settings }), INVALID)
})

test('the memory of proved tokens is bounded, and the token longest there makes room', async () => {
  const keys = openKeySource(issuer.jwksUrl, { mostProven: 2 })
  const fingerprints: string[] = []
  const { find, proven } = keys
  const watched: typeof proven = {
    ...proven,
    add(fingerprint, claims) {
      fingerprints.push(fingerprint)
      proven.add(fingerprint, claims)
    },
  }
  for (const jti of ['1', '2', '3'])
    await actorOf(await token({ claims: { jti } }), undefined, { keys: { find, proven: watched } })
  assert.deepEqual(
    fingerprints.map(fingerprint => proven.get(fingerprint)?.jti),
    [undefined, '2', '3'],
  )
})

test('too low an assurance level is refused, and which is too low is configuration', async () => {
  const refused = { code: 'ASSURANCE_TOO_LOW', status: 403, message: 'assurance level too low' }
  const level = (authentication_assurance_level: unknown) => token({ claims: { authentication_assurance_level } })
  await assert.rejects(actorOf(await level('2')), refused)
  assert.equal((await actorOf(await level('2'), undefined, withMinimum(2))).assuranceLevel, 2)
  await assert.rejects(actorOf(await level('1'), undefined, withMinimum(2)), refused)
  for (const odd of ['', '4', '33', 'three', null, [3, 3]]) await assert.rejects(actorOf(await level(odd)), refused)
})

test('a token that no person got is refused', async () => {
  const refused = { code: 'NOT_USER_RESTRICTED', status: 403, message: 'not a user-restricted token' }
  for (const claims of [{ sub: 'portal' }, { sub: undefined as never }, { authentication_assurance_level: undefined }])
    await assert.rejects(actorOf(await token({ claims })), refused)
})

test('the acting role is one the user holds, or the request is refused in the words of the platform', async () => {
  const several = {
    code: 'ROLES_SEVERAL',
    status: 400,
    message: 'multiple roles found in user info, please check NHSD-Session-URID',
  }
  const none = {
    code: 'ROLES_NONE',
    status: 400,
    message: 'no userroles available, please check NHSD-Session-URID is valid',
  }
  const selected = { code: 'SELECTED_ROLE_INVALID', status: 400, message: 'selected_roleid is misconfigured/invalid' }
  const session = { code: 'SESSION_ROLE_INVALID', status: 400, message: 'NHSD-Session-URID is invalid' }
  const bearerOf = (sub: string, selected_roleid?: unknown) => token({ claims: { sub, selected_roleid } })
  const two = '656005750104'

  assert.deepEqual([...(await actorOf(await bearerOf(two, '555254242108'))).activities], ['B0170'])
  assert.deepEqual([...(await actorOf(await bearerOf(two), '555254242107')).activities], ['B0107'])
  assert.deepEqual([...(await actorOf(await bearerOf('656005750108'))).activities], ['B0170'])
  assert.deepEqual([...(await actorOf(await bearerOf(two, '555254242108'), '555254242108')).activities], ['B0170'])
  await assert.rejects(actorOf(await bearerOf(two)), several)
  await assert.rejects(actorOf(await bearerOf(two), ' '), several)
  await assert.rejects(actorOf(await bearerOf('656005750113')), none)
  await assert.rejects(actorOf(await bearerOf('656005750999')), none)
  await assert.rejects(actorOf(await bearerOf(two, '555254242105')), selected)
  await assert.rejects(actorOf(await bearerOf(two, '')), selected)
  await assert.rejects(actorOf(await bearerOf('656005750113', '555254242111')), selected)
  await assert.rejects(actorOf(await bearerOf(two, '555254242108'), '555254242107'), session)
  await assert.rejects(actorOf(await bearerOf(two), '555254242105'), session)
  await assert.rejects(actorOf(await bearerOf(two), '555254242107, 555254242108'), session)
})

test('included activities count', async () => {
  const actor = await actorOf(await token({ claims: { sub: '656005750220', selected_roleid: '555254242220' } }))
  assert.deepEqual([...actor.activities], ['B0107', 'B0264', 'X-SAFEGUARDING'])
  assert.deepEqual(actor.author.kind === 'person' && actor.author.name.given, ['Cleo', 'Mary'])
})

test('a role that is withdrawn or over stops within the same token; a changed name shows within it', async () => {
  const bearer = await token({ claims: { sub: '656005750222', selected_roleid: '555254242222' } })
  const stopped = { code: 'SELECTED_ROLE_INVALID', message: 'selected_roleid is misconfigured/invalid' }
  const [ada] = readRoleProfiles()
  assert.ok(ada)
  const newcomer = { ...ada, user_id: '656005750222', role_profile_id: '555254242222', source: 'this test' }
  const record = (second: number, rows: (typeof newcomer)[]) =>
    recordRoleDirectory(
      database.owner,
      { activities: [], roleProfiles: rows },
      new Date(NOON.getTime() + second * 1000),
    )

  await assert.rejects(actorOf(bearer), stopped)
  await record(1, [newcomer])
  assert.equal((await actorOf(bearer)).author.organisation.odsCode, 'X99')
  await record(2, [{ ...newcomer, person_family: 'Newname' }])
  const { author } = await actorOf(bearer)
  assert.equal(author.kind === 'person' && author.name.family, 'Newname')
  now = new Date('2026-03-02T12:30:00Z')
  await record(3, [{ ...newcomer, valid_to: newcomer.valid_from }])
  await assert.rejects(actorOf(bearer), stopped)
  await record(4, [newcomer])
  await actorOf(bearer)
  await record(5, [{ ...newcomer, role_profile_id: '555254242223' }])
  await assert.rejects(actorOf(bearer), stopped)
})

test('a circle among included activities ends', async () => {
  const activities = readActivities().map(row =>
    row.code === 'B0264' ? { ...row, includes: ['X-SAFEGUARDING'] } : row,
  )
  await recordRoleDirectory(database.owner, { activities, roleProfiles: [] }, NOON)
  const actor = await actorOf(await token({ claims: { sub: '656005750114', selected_roleid: '555254242114' } }))
  assert.deepEqual([...actor.activities], ['B0107', 'B0264', 'X-SAFEGUARDING'])
  await recordRoleDirectory(database.owner, { activities: readActivities(), roleProfiles: [] }, NOON)
})

test('keys that cannot be had are a fault of the service, never of the token', async () => {
  const unavailable = {
    code: 'IDENTITY_PROVIDER_UNAVAILABLE',
    status: 503,
    message: 'The identity provider cannot be reached',
  }
  const down = await startTestIssuer()
  const settings = { ...deps.settings, issuer: down.issuer }
  const known = openKeySource(down.jwksUrl)
  const bearer = await tokenOf(down, NOON)
  await actorOf(bearer, undefined, { keys: known, settings })
  for (const [status, body] of [
    [500, ''],
    [200, 'rubbish'],
    [200, '{}'],
    [302, ''],
  ] as const) {
    down.answerKeysWith(status, body)
    await assert.rejects(actorOf(bearer, undefined, { keys: openKeySource(down.jwksUrl), settings }), unavailable)
  }
  await down.stop()
  await assert.rejects(actorOf(bearer, undefined, { keys: openKeySource(down.jwksUrl), settings }), unavailable)
  assert.equal((await actorOf(bearer, undefined, { keys: known, settings })).clientId, 'portal')
})

test('tokens that name unknown keys do not make us ask the issuer again and again', async () => {
  await actorOf(await token())
  const before = issuer.asked()
  for (const kid of ['a', 'b', 'c']) await assert.rejects(actorOf(await token({ header: { kid } })), INVALID)
  assert.equal(issuer.asked(), before)
})

test('a new key of the issuer is found once the pause is over', async () => {
  const other = await startTestIssuer()
  const fresh = await generateKeyPair('RS256')
  const settings = { ...deps.settings, issuer: other.issuer }
  const keys = openKeySource(other.jwksUrl, { cooldownMs: 0 })
  await actorOf(await tokenOf(other, NOON), undefined, { keys, settings })
  other.answerKeysWith(200, JSON.stringify({ keys: [{ ...(await exportJWK(fresh.publicKey)), kid: 'next' }] }))
  const bearer = await tokenOf(other, NOON, { header: { kid: 'next' }, key: fresh.privateKey })
  assert.equal((await actorOf(bearer, undefined, { keys, settings })).clientId, 'portal')
  await other.stop()
})

test('a database that cannot be asked is a fault, not a refusal', async () => {
  const nowhere = openPool('identity', { databaseUrl: 'postgresql://{role}@/none?host=%2Fnowhere', log: silentLog })
  await assert.rejects(actorOf(await token(), undefined, { db: nowhere }), isDatabaseFault)
  await nowhere.end()
})
