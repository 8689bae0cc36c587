import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import {
  actorOfBearer,
  addTokenRoutes,
  changeApplicationKeys,
  type IdentityDeps,
  jwksUrlOf,
  loadApplications,
  loadRoleDirectory,
  openApplicationKeys,
  openKeySource,
} from '../../src/identity/index.ts'
import {
  isRefusal,
  listen,
  openHttp,
  openMetrics,
  PROJECT_FOLDER,
  silentLog,
  systemClock,
  systemRandomness,
} from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { freePort } from '../../test/support/role-process.ts'
import {
  type Cis2StandIn,
  type ExchangingApplication,
  readStandInUsers,
  signIn,
  signInAndExchange,
  startCis2StandIn,
} from './index.ts'

const CLIENT = {
  clientId: 'open-cpis',
  clientSecret: 'only-for-tests',
  redirectUris: ['https://portal.example.org/signed-in'],
} as const

let database: TestDatabase
let cis2: Cis2StandIn
let application: ExchangingApplication
let identity: IdentityDeps
let server: ReturnType<typeof openHttp>

before(async () => {
  database = await testDatabase()
  const administration = { owner: database.owner, clock: systemClock, randomness: systemRandomness }
  await loadRoleDirectory(database.owner)
  await loadApplications(database.owner)
  const { publicKey, privateKey } = await generateKeyPair('RS512')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one' }
  await changeApplicationKeys(administration, CLIENT.clientId, { jwks: { keys: [jwk] } })
  // CIS2 is told the endpoint's address, and the endpoint CIS2's.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/oauth2`
  const clients = [{ ...CLIENT, backchannelLogoutUri: `${url}/backchannel-logout` }]
  cis2 = await startCis2StandIn({ port: 0, users: readStandInUsers(), clients, profile: 'test', log: silentLog })
  application = { clientId: CLIENT.clientId, kid: 'one', privateKey, tokenUrl: `${url}/token` }
  const measured = { issuer: cis2.issuer, clockToleranceSeconds: 5 }
  const metrics = openMetrics('test')
  const common = { db: database.pool('identity'), clock: systemClock, keys: openKeySource(jwksUrlOf(cis2.issuer)) }
  identity = {
    ...common,
    settings: { ...measured, audience: CLIENT.clientId, minimumAssurance: 3, tokens: 'opaque' },
  }
  server = openHttp({ log: silentLog, metrics, ready: async () => {} })
  addTokenRoutes(server, {
    ...common,
    randomness: systemRandomness,
    log: silentLog,
    metrics,
    applicationKeys: openApplicationKeys(),
    settings: { ...measured, tokenUrl: application.tokenUrl, refusedAMinute: 30 },
  })
  await listen(server, port)
})
after(async () => {
  await cis2.stop()
  await server.close()
  await database.end()
})

const wish = (userId: string, roleProfileId?: string) => ({
  issuer: cis2.issuer,
  ...CLIENT,
  redirectUri: CLIENT.redirectUris[0],
  userId,
  ...(roleProfileId === undefined ? {} : { roleProfileId }),
})
const actorOf = (bearer: string) => actorOfBearer(identity, { authorization: `Bearer ${bearer}` })

/** The activities a user's exchanged token stands for, or the code of the refusal. */
async function met(userId: string, roleProfileId?: string): Promise<string> {
  try {
    const { bearer } = await signInAndExchange(wish(userId, roleProfileId), application)
    const { activities, assuranceLevel } = await actorOf(bearer)
    return `${[...activities].join(' ')} at ${assuranceLevel}`
  } catch (error) {
    if (isRefusal(error)) return error.detail ?? error.code
    throw error
  }
}

test('everybody is met through sign-in and exchange as the contract says', async () => {
  const cases: [string, string, string?][] = [
    ['656005750107', 'B0107 at 3'],
    ['656005750108', 'B0170 at 3'],
    ['656005750104', 'B0107 at 3', '555254242107'],
    ['656005750104', 'B0170 at 3', '555254242108'],
    ['656005750111', 'B0107 B0170 at 3'],
    ['656005750112', 'B0264 at 3'],
    ['656005750113', 'ROLES_NONE'],
    ['656005750238', 'ROLES_NONE'],
    ['656005750109', 'ASSURANCE_TOO_LOW'],
    ['656005750237', 'ASSURANCE_TOO_LOW'],
    [
      '656005750110',
      'you have tried to request authorization but your application is not configured to use this authorization grant type',
    ],
    ['656005750231', 'B0170 at 3'],
    ['656005750235', 'B0170 at 3'],
    ['656005750236', 'B0170 at 3'],
    ['656005750299', 'SELECTED_ROLE_INVALID'],
    ['656005750220', 'B0107 B0264 X-SAFEGUARDING at 3'],
  ]
  for (const [userId, expected, roleProfileId] of cases)
    assert.equal(await met(userId, roleProfileId), expected, userId)
})

test('the stand-in’s users cover every care setting there is', () => {
  const file = (name: string) => path.join(PROJECT_FOLDER, 'db', 'reference', name)
  const rows = (name: string): Record<string, string>[] => parse(fs.readFileSync(file(name)), { columns: true })
  const settingOf = new Map(rows('organisations.csv').map(row => [row['ods_code'], row['care_setting']]))
  const covered = new Set(readStandInUsers().flatMap(user => user.roles.map(role => settingOf.get(role.org_ods))))
  assert.deepEqual(
    rows('care-settings.csv')
      .map(row => row['code'])
      .filter(code => !covered.has(code)),
    [],
  )
})

test('a session ended at CIS2 stops the user’s tokens at once, and nobody else’s', async () => {
  const nurse = await signInAndExchange(wish('656005750107'), application)
  const gp = await signInAndExchange(wish('656005750108'), application)
  assert.equal(typeof decodeJwt(nurse.idToken)['sid'], 'string')
  await cis2.endSessions('656005750107')
  await assert.rejects(actorOf(nurse.bearer), { code: 'ACCESS_TOKEN_INVALID' })
  assert.equal((await actorOf(gp.bearer)).clientId, 'open-cpis')
  const again = await signInAndExchange(wish('656005750107'), application)
  assert.equal((await actorOf(again.bearer)).clientId, 'open-cpis')
})

test('an exchange that is refused says why', async () => {
  const other = { ...application, kid: 'two' }
  await assert.rejects(signInAndExchange(wish('656005750107'), other), {
    code: 'TOKEN_EXCHANGE_FAILED',
    message: "The token endpoint gave no token (Invalid 'kid' header in client_assertion JWT - no matching public key)",
  })
})

test('levels are numbers for some, and claims about roles are missing for who has none', async () => {
  const scope = 'openid selectedrole nationalrbacaccess associatedorgs'
  const { idToken } = await signIn({ ...wish('656005750231'), scope })
  assert.deepEqual(
    [decodeJwt(idToken)['authentication_assurance_level'], decodeJwt(idToken)['id_assurance_level']],
    [3, 3],
  )
  const { accessToken } = await signIn({ ...wish('656005750113'), scope })
  const answer = await fetch(`${cis2.issuer}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })
  const claims = Object.keys((await answer.json()) as object)
  assert.deepEqual(
    ['nhsid_nrbac_roles', 'nhsid_user_orgs'].filter(claim => claims.includes(claim)),
    [],
  )
})
