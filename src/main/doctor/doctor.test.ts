import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { makeMonths, PROJECT_FOLDER } from '../../platform/index.ts'
import { settingsFrom } from '../settings.ts'
import { examineDeployment, isAlive } from './doctor.ts'
import { findingsText } from './finding.ts'

// A deployment with nothing around it: what is there is good, what is not is said with how to mend it.

let database: TestDatabase
const nowhere = 'http://127.0.0.1:9'

before(async () => {
  database = await testDatabase()
  await makeMonths(database.owner, new Date(), 1)
})
after(() => database.end())

const environment = () => ({
  CPIS_PROFILE: 'test',
  CPIS_DATABASE_URL: database.url,
  CPIS_CIS2_ISSUER: nowhere,
  CPIS_PDS_URL: nowhere,
  CPIS_MESH_URL: nowhere,
})

test('a database as it should be is good in every part', async () => {
  const found = await examineDeployment(environment())
  const ofDatabase = found.filter(({ place }) => !['CIS2', 'PDS', 'MESH', 'durability'].includes(place))
  assert.deepEqual(
    ofDatabase.map(({ place, state }) => `${place} ${state}`),
    [
      'settings good',
      'database good',
      'migrations good',
      'roles good',
      'partitions good',
      'clock good',
      'journal good',
      'restored good',
    ],
  )
})

test('what is not reached is named, with what to do', async () => {
  const found = await examineDeployment(environment())
  const wrong = found.filter(({ state }) => state === 'mend').map(({ place }) => place)
  assert.deepEqual(
    wrong.filter(place => place !== 'durability'),
    ['CIS2', 'PDS', 'MESH'],
  )
  assert.match(findingsText(found), /\* PDS: check CPIS_PDS_URL and that this host may reach it/)
})

test('a migration that has not run is named', async () => {
  await database.owner.query({ text: `delete from platform.migration where name = '0043-doctor.sql'` })
  const found = await examineDeployment(environment())
  const { seen, mend } = found.find(({ place }) => place === 'migrations') ?? {}
  assert.equal(seen, 'missing: 0043-doctor.sql')
  assert.equal(mend, 'run cpis db migrate --owner-url with the URL of cpis_migrator')
})

test('settings that are wrong come first, and no value is repeated', async () => {
  const found = await examineDeployment({ ...environment(), CPIS_API_PORT: 'secret-port' })
  assert.deepEqual(
    found.map(({ place, state }) => `${place} ${state}`),
    ['settings mend', 'all else not checked'],
  )
  assert.doesNotMatch(JSON.stringify(found), /secret-port/)
})

test('the command prints it, as JSON where asked, and ends with 1 when there is something to mend', () => {
  const { PATH, HOME } = process.env
  const { status, stdout } = spawnSync(process.execPath, ['src/main/command.ts', 'doctor', '--json'], {
    cwd: path.resolve(PROJECT_FOLDER),
    env: { PATH, HOME, ...environment() },
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.ok((JSON.parse(stdout) as { place: string }[]).some(({ place }) => place === 'MESH'))
})

test('nobody listens: not alive', async () => {
  const ports = { CPIS_API_PORT: '9', CPIS_PORTAL_PORT: '9', CPIS_MESH_PORT: '9', CPIS_WORKER_PORT: '9' }
  assert.equal(await isAlive(settingsFrom({ ...environment(), ...ports })), false)
})
