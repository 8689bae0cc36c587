import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { loadReference } from '../src/care-settings/index.ts'
import { program } from '../src/cli/index.ts'
import { loadRoleDirectory } from '../src/identity/index.ts'
import { verbsOf } from '../src/main/cli.ts'
import { type Everything, startEverything } from '../src/main/everything.ts'
import { COMMAND_POLICIES, POLICIES, type Policy, ROUTE_POLICIES } from '../src/main/policies.ts'
import { settingsFrom } from '../src/main/settings.ts'
import { PROJECT_FOLDER, type ServedRoute, servedRoutes } from '../src/platform/index.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

// "No" is the default: what has no row in src/main/policies.ts may not be there.

let database: TestDatabase | undefined
let everything: Everything | undefined

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  const anyPort = {
    CPIS_API_PORT: '0',
    CPIS_SPINE_PORT: '0',
    CPIS_PORTAL_PORT: '0',
    CPIS_MESH_PORT: '0',
    CPIS_WORKER_PORT: '0',
    CPIS_PDS_PORT: '0',
    CPIS_CIS2_PORT: '0',
  }
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url, ...anyPort }
  everything = await startEverything(settingsFrom(environment))
})
after(async () => {
  await everything?.stop()
  await database?.end()
})

const nameOf = ({ method, url }: ServedRoute) => `${method} ${url}`

/** The row of a route: its own, or for a HEAD that of the GET of its path. */
function rowOf(route: ServedRoute): string {
  const own = nameOf(route)
  return route.method === 'HEAD' && !(own in ROUTE_POLICIES) ? `GET ${route.url}` : own
}

test('every route of every server has a policy, and every policy a route', () => {
  assert.ok(servedRoutes().length > 20)
  assert.deepEqual(
    servedRoutes()
      .filter(route => !(rowOf(route) in ROUTE_POLICIES))
      .map(nameOf),
    [],
  )
  const rows = new Set(servedRoutes().map(rowOf))
  assert.deepEqual(
    Object.keys(ROUTE_POLICIES).filter(row => !rows.has(row)),
    [],
  )
})

test('every command has a policy, and every policy a command', async () => {
  const commands = program(await verbsOf()).commands.flatMap(noun =>
    noun.commands.map(verb => `${noun.name()} ${verb.name()}`),
  )
  assert.deepEqual(commands.sort(), Object.keys(COMMAND_POLICIES).sort())
})

test('servers are opened by platform only, where their routes are kept', () => {
  const folder = path.join(PROJECT_FOLDER, 'src')
  const openers = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('for-tests'))
    .filter(file => /\b(Fastify|fastify|createServer)\(/.test(fs.readFileSync(path.join(folder, file), 'utf8')))
  assert.deepEqual(openers, ['platform/http.ts'])
})

/** The statuses of a request that shows nothing by which it could be let in. */
const WITHOUT_PROOF: Readonly<Record<Policy, readonly number[]>> = {
  anybody: [200],
  // On to CIS2; no sign-in was begun; no such version of the stylesheet.
  'anybody, of the pages': [303, 400, 404],
  'signed-in person': [303],
  'person with B0107 or B0170': [303],
  'staff of the programme': [303],
  'staff of their own authority': [303],
  'anybody, about invented people': [400],
  'user with B0107 or B0170': [401],
  'person of operations': [303],
  'privacy officer': [303],
  application: [400, 401],
  'sign-in service': [400, 401],
  'holder of the status key': [401],
  'holder of a mailbox': [403],
  'accredited system': [500],
  'any party of the exchange': [200, 404],
  'inside the network': [200],
  'a test': [200, 400, 404, 415],
  operator: [],
  'staff of the authority': [],
  developer: [],
  'tester of a product': [],
  nobody: [405],
}

const FORM = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=none' }

const PARAMETERS = {
  headers: { 'content-type': 'application/fhir+json', 'x-request-id': '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b' },
  payload: '{}',
}

test('each route does as its policy says to a request without any proof', async () => {
  const odd: string[] = []
  for (const route of servedRoutes()) {
    const url = route.url
      .replace(':mailbox', 'X01CPIS1')
      .replace(':ods', 'X01')
      .replace(/:\w+|\*/g, '1')
    const method = route.method as NonNullable<InjectOptions['method']>
    const { statusCode } = await route.server.inject({
      method,
      url,
      ...(method === 'POST' && (url.includes('$') ? PARAMETERS : FORM)),
    })
    const policy = ROUTE_POLICIES[rowOf(route)] as Policy
    if (!WITHOUT_PROOF[policy].includes(statusCode)) odd.push(`${nameOf(route)} (${policy}): ${statusCode}`)
  }
  assert.deepEqual(odd, [])
})

test('each policy says what enforces it, and is used', () => {
  const used = new Set([...Object.values(ROUTE_POLICIES), ...Object.values(COMMAND_POLICIES)])
  assert.deepEqual([...used].sort(), Object.keys(POLICIES).sort())
})
