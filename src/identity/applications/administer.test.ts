import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { calendarDate, dayInEngland, systemClock, systemRandomness } from '../../platform/index.ts'
import { changeApplicationKeys, registerApplication, renewApplicationSecret, switchApplication } from './administer.ts'
import type { ApplicationRow, RegisteredKeys } from './application.ts'
import { loadApplications, readApplications } from './reference.ts'
import { findApplication } from './store.ts'

let database: TestDatabase
let deps: Parameters<typeof registerApplication>[0]

before(async () => {
  database = await testDatabase()
  deps = { owner: database.owner, clock: systemClock, randomness: systemRandomness }
})
after(() => database.end())

const ROW: ApplicationRow = {
  clientId: 'a-system',
  name: 'A system',
  cis2ClientId: 'a-system-at-cis2',
  scopes: ['urn:nhsd:apim:user-nhs-cis2:aal3:X-cp-is'],
  channels: ['fhir'],
  activities: ['B0170'],
  active: true,
  validFrom: calendarDate('2021-04-01'),
  validTo: null,
  source: 'this test',
}
const find = (clientId: string) => findApplication(database.pool('identity'), clientId, dayInEngland(systemClock.now()))

async function publicKey(bits = 2048): Promise<JWK> {
  const pair = await generateKeyPair('RS512', { modulusLength: bits, extractable: true })
  return { ...(await exportJWK(pair.publicKey)), kid: 'one' }
}

test('an application is registered, changed and keeps its keys and secret; all of it is audited', async () => {
  await registerApplication(deps, ROW)
  const jwk = await publicKey()
  await changeApplicationKeys(deps, 'a-system', { jwks: { keys: [jwk] } })
  const secret = await renewApplicationSecret(deps, 'a-system')
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/)
  const before = await find('a-system')
  assert.deepEqual(before?.jwks, { keys: [jwk] })
  await registerApplication(deps, { ...ROW, scopes: [] })
  assert.deepEqual(await find('a-system'), { ...before, scopes: [] })
  await switchApplication(deps, 'a-system', false)
  assert.equal((await find('a-system'))?.isLive, false)
  await switchApplication(deps, 'a-system', true)
  const audited = await database.owner.query<{ action: string; client_id: string; text: string }>({
    text: 'select action, client_id, entry::text as text from audit.entry order by at, action',
  })
  assert.deepEqual(
    new Set(audited.map(entry => `${entry.action} ${entry.client_id}`)),
    new Set([
      'application-registered a-system',
      'application-keys-changed a-system',
      'application-secret-renewed a-system',
      'application-switched-off a-system',
      'application-switched-on a-system',
    ]),
  )
  assert.equal(audited.filter(entry => entry.text.includes(secret)).length, 0)
})

test('keys that are weak, nameless, private or at an open address are refused, and nothing changes', async () => {
  const before = await find('a-system')
  const key = await publicKey()
  const wrong: [RegisteredKeys, string][] = [
    [{ jwks: { keys: [await weak()] } }, 'a key must be RSA of 2048 bits or more'],
    [{ jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'one' }] } }, 'a key must be RSA of 2048 bits or more'],
    [{ jwks: { keys: [{ ...key, kid: '' }] } }, 'a key must have a kid'],
    [{ jwks: { keys: [{ ...key, d: 'private' }] } }, 'a key must be public'],
    [{ jwksUrl: 'http://keys.example.org/jwks' }, 'the address must be https'],
    [{ jwksUrl: 'keys' }, 'the address must be https'],
  ]
  for (const [keys, detail] of wrong)
    assert.throws(() => changeApplicationKeys(deps, 'a-system', keys), {
      code: 'APPLICATION_KEYS_INVALID',
      message: `The keys of the application cannot be used (${detail})`,
    })
  assert.deepEqual(await find('a-system'), before)
  await changeApplicationKeys(deps, 'a-system', { jwksUrl: 'https://keys.example.org/jwks' })
  assert.deepEqual(
    [(await find('a-system'))?.jwks, (await find('a-system'))?.jwksUrl],
    [null, 'https://keys.example.org/jwks'],
  )
})

async function weak(): Promise<JWK> {
  const key = await publicKey()
  return { ...key, n: String(key.n).slice(0, 171) }
}

test('an application nobody registered cannot be changed', async () => {
  const unknown = { code: 'APPLICATION_UNKNOWN', status: 404 }
  await assert.rejects(changeApplicationKeys(deps, 'nobody', 'none'), unknown)
  await assert.rejects(renewApplicationSecret(deps, 'nobody'), unknown)
  await assert.rejects(switchApplication(deps, 'nobody', true), unknown)
})

test('the service may read applications and closed accounts and never write them', async () => {
  const db = database.pool('identity')
  for (const text of [
    "update identity.application set scopes = '{}'",
    "insert into identity.closed_account values ('656005750107', '2026-03-02T12:00:00Z')",
    'delete from identity.closed_account',
  ])
    await assert.rejects(db.query({ text }), /permission denied/)
})

test('the invented applications are loaded, again and again, and keep their keys', async () => {
  await loadApplications(database.owner)
  await changeApplicationKeys(deps, 'open-cpis', { jwks: { keys: [await publicKey()] } })
  const before = await find('open-cpis')
  await loadApplications(database.owner)
  assert.deepEqual(await find('open-cpis'), before)
  const live = await Promise.all(readApplications().map(async row => (await find(row.clientId))?.isLive))
  assert.deepEqual(live, [true, true, false, false])
})

test('a file of applications that cannot be used is refused by name', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'applications-'))
  const file = path.join(folder, 'applications.csv')
  const refused = {
    code: 'APPLICATIONS_INVALID',
    message: 'The file of applications cannot be used (applications.csv)',
  }
  fs.writeFileSync(file, 'client_id,active,valid_from\na-system,perhaps,2021-04-01\n')
  assert.throws(() => readApplications(file), refused)
  assert.throws(() => readApplications(path.join(folder, 'none', 'applications.csv')), refused)
  fs.rmSync(folder, { recursive: true })
})
