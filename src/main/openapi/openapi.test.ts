import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import Value from 'typebox/value'
import packageFile from '../../../package.json' with { type: 'json' }
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { assertValidFhir } from '../../../test/support/valid-fhir.ts'
import { servedRoutes } from '../../platform/index.ts'
import { type Api, startApi } from '../api.ts'
import { ROUTE_POLICIES } from '../policies.ts'
import { settingsFrom } from '../settings.ts'
import { openApiDocument } from './document.ts'
import { EXAMPLES_FOLDER } from './parts.ts'
import { SCHEMAS, type SchemaName } from './schemas.ts'

const document = openApiDocument({ publicUrl: 'https://cpis.example.org', sandbox: true })

let database: TestDatabase
let api: Api
let server: FastifyInstance

before(async () => {
  database = await testDatabase()
  const ports = { CPIS_API_PORT: '0', CPIS_SPINE_PORT: '0' }
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url, ...ports }
  api = await startApi(settingsFrom(environment))
  const served = servedRoutes().find(route => route.url === '/openapi.json')
  assert.ok(served)
  server = served.server
})
after(async () => {
  await api.stop()
  await database.end()
})

/** What is documented, and what is served besides methods that are refused, prefetches and the sandbox's copies. */
const documented = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
)

test('every route of the API is in the document, and nothing else', () => {
  const routes = servedRoutes()
    .filter(route => route.server === server || server.hasRoute({ method: route.method, url: route.url }))
    .map(route => `${route.method} ${route.url}`)
    .filter(route => ROUTE_POLICIES[route] !== 'nobody' && !route.startsWith('HEAD ') && !route.includes(' /sandbox/'))
  const spine = (route: string) => route.includes('/syncservice')
  assert.deepEqual([...new Set(routes.filter(route => !spine(route)))].sort(), documented.sort())
})

/** Every object of the document, however deep. */
function* objectsOf(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Record<string, unknown>
  for (const part of Object.values(value)) yield* objectsOf(part)
}

test('every reference leads somewhere', () => {
  for (const { $ref } of objectsOf(document)) {
    if (typeof $ref !== 'string') continue
    const found = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document)
    assert.ok(found, $ref)
  }
})

test('every example is of its schema and valid FHIR, and every file is an example', () => {
  const used = new Set<string>()
  for (const { schema, examples } of objectsOf(document)) {
    if (examples === undefined || schema === undefined) continue
    const name = (schema as { $ref: string }).$ref.split('/').at(-1) as SchemaName
    for (const [example, { value }] of Object.entries(examples as Record<string, { value: object }>)) {
      used.add(`${example}.json`)
      assert.deepEqual([...Value.Errors(SCHEMAS[name], value)], [], example)
      assertValidFhir(value)
    }
  }
  assert.deepEqual([...used].sort(), fs.readdirSync(EXAMPLES_FOLDER).sort())
})

test('an example that is not of its schema is found', () => {
  assert.ok(!Value.Check(SCHEMAS.Bundle, { resourceType: 'Bundle', type: 'collection' }))
})

test('it says the version of package.json, and is JSON as it is served', async () => {
  assert.equal(document.info.version, packageFile.version)
  const response = await server.inject('/openapi.json')
  assert.equal(response.json().openapi, '3.1.0')
  assert.deepEqual(Object.keys(response.json().paths), Object.keys(document.paths))
})

test('without a sandbox there is neither its server nor a form', async () => {
  const { openApiPage } = await import('./page.ts')
  const bare = openApiDocument({ publicUrl: 'https://cpis.example.org', sandbox: false })
  assert.equal(bare.servers.length, 1)
  assert.ok(!openApiPage(bare).includes('<form'))
})

test('the page has no script and lets none in, and each of its forms is answered by the sandbox', async () => {
  const response = await server.inject('/docs')
  assert.match(String(response.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/)
  assert.doesNotMatch(response.body, /<script|style=|https?:\/\/[^"<]*\.js/)
  const forms = [...response.body.matchAll(/<form method="(\w+)" action="([^"]+)">(.*?)<\/form>/g)]
  assert.equal(forms.length, 8)
  for (const [, method = '', action = '', inputs = ''] of forms) {
    const fields = [...inputs.matchAll(/name="([^"]+)" value="([^"]+)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    )
    const sent = new URLSearchParams(fields).toString()
    const answer =
      method === 'get'
        ? await server.inject(`${action}?${sent}`)
        : await server.inject({
            method: 'POST',
            url: action,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload: sent,
          })
    assert.equal(answer.statusCode, 200, action)
  }
})
