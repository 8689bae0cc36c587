import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { loadReference } from '../care-settings/index.ts'
import { closeAccount, loadRoleDirectory } from '../identity/index.ts'
import { PROJECT_FOLDER, processEnvironment, systemClock, systemRandomness } from '../platform/index.ts'
import { startApi } from './api.ts'
import { settingsFrom, settingsOfAllRoles } from './settings.ts'

const NURSE = ['--user', '656005750107', '--role', '555254242105']

let database: TestDatabase
let api: Awaited<ReturnType<typeof startApi>>
let environment: Record<string, string>

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  environment = {
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: database.url,
    CPIS_API_PORT: '0',
    CPIS_SPINE_PORT: '0',
    CPIS_LOG_LEVEL: 'fatal',
    CPIS_TOKENS: 'opaque',
  }
  api = await startApi(settingsFrom(environment))
})
after(async () => {
  await api.stop()
  await database.end()
})

type Ran = { readonly stdout: string; readonly stderr: string; readonly code: number }

/** Runs `cpis token issue` as an operator would: a process of its own. */
async function issue(words: readonly string[], other: Record<string, string> = {}): Promise<Ran> {
  const command = path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts')
  const env = { ...processEnvironment, ...environment, ...other }
  const run = promisify(execFile)(process.execPath, [command, 'token', 'issue', ...words], { env })
  return run.then(
    done => ({ ...done, code: 0 }),
    (failed: Ran) => failed,
  )
}

async function lookUp(bearer: string): Promise<[number, string | undefined]> {
  const response = await fetch(`${api.url}/cpis/FHIR/R4/CareTeam/_search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, isunscheduledaccessevent: 'true' },
    body: new URLSearchParams({ 'patient:identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990100071' }),
  })
  const body = (await response.json()) as { total?: number; issue?: { diagnostics?: string }[] }
  return [response.status, body.issue?.[0]?.diagnostics ?? `total ${body.total}`]
}

test('the token printed opens the FHIR door, is put down to the user, and stops with the account', async () => {
  const { stdout, code } = await issue(NURSE)
  assert.equal(code, 0)
  assert.match(stdout, /^[A-Za-z0-9_-]{43}\n$/)
  const bearer = stdout.trim()
  assert.deepEqual(await lookUp(bearer), [200, 'total 0'])
  const audited = await database.owner.query({
    text: "select user_id, role_profile_id, client_id, outcome from audit.entry where action = 'look-up'",
  })
  assert.deepEqual(audited, [
    {
      user_id: '656005750107',
      role_profile_id: '555254242105',
      client_id: 'open-cpis',
      outcome: 'NotKnown',
    },
  ])
  const administration = { owner: database.owner, clock: systemClock, randomness: systemRandomness }
  await closeAccount(administration, '656005750107')
  assert.deepEqual(await lookUp(bearer), [401, 'Invalid Access Token'])
})

test('an agreement of the organisation that is over stops within the same token', async () => {
  const { stdout } = await issue(['--user', '656005750201', '--role', '555254242201'])
  assert.deepEqual(await lookUp(stdout.trim()), [200, 'total 0'])
  await database.owner.query({
    text: "update care_settings.organisation set valid_to = '2021-04-02' where ods_code = 'X9901'",
  })
  assert.deepEqual(await lookUp(stdout.trim()), [403, 'Access has been denied to process this request'])
})

/** What production would have to be told: here every value of the laptop, said aloud. */
function productionEnvironment(): Record<string, string> {
  const settings: { readonly name: string; readonly laptop?: string }[] = Object.values(settingsOfAllRoles)
  const said = settings.flatMap(({ name, laptop }) => (laptop === undefined ? [] : [[name, laptop]]))
  return { ...Object.fromEntries(said), ...environment, CPIS_PROFILE: 'production' }
}

test('a role the user does not hold, and production, get no token', async () => {
  const said = async (words: readonly string[], other?: Record<string, string>) => {
    const { code, stdout, stderr } = await issue(words, other)
    return [code, stdout, stderr.trim()]
  }
  assert.deepEqual(await said(['--user', '656005750201', '--role', '555254242105']), [
    1,
    '',
    'SELECTED_ROLE_INVALID: selected_roleid is misconfigured/invalid',
  ])
  assert.deepEqual(await said(NURSE, productionEnvironment()), [
    1,
    '',
    'TOKEN_ISSUE_REFUSED: Tokens are issued by hand on a laptop and in tests only',
  ])
})

test('production does not start with ID tokens let in', () => {
  assert.equal(settingsFrom(productionEnvironment()).tokens, 'opaque')
  assert.throws(() => settingsFrom({ ...productionEnvironment(), CPIS_TOKENS: 'id-token-too' }), {
    code: 'CONFIG_INVALID',
    message: 'The configuration is not usable (CPIS_TOKENS must be opaque in production)',
  })
})
