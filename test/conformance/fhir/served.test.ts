import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, test } from 'node:test'
import packageFile from '../../../package.json' with { type: 'json' }
import { SOFTWARE } from '../../../src/fhir/software.ts'
import { listen, openHttp, openMetrics, silentLog } from '../../../src/platform/index.ts'
import { BASE, byNumber, CHILD, decided, type Edge, openEdge, request } from './edge.ts'

// What only a real connection shows, and the two paths for those who watch the service.

let edge: Edge
let address: string

before(async () => {
  edge = openEdge()
  address = await listen(edge.server, 0)
})
after(() => edge.server.close())

type Raw = { status: number; headers: http.IncomingHttpHeaders; body: string }

/** Sends header lines as they are, also several of one name. */
function raw(method: string, lines: readonly string[]): Promise<Raw> {
  const target = new URL(`${address}${BASE}/CareTeam?${byNumber(CHILD).replace('|', '%7C')}`)
  return new Promise((resolve, reject) => {
    const sent = http.request(target, { method, headers: ['Host', target.host, ...lines] }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', part => {
        body += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const DECLARATION = 'IsUnscheduledAccessEvent'

test('the declaration sent twice: taken when both say the same, refused when they differ', async () => {
  assert.equal((await raw('GET', [DECLARATION, 'false', DECLARATION, 'FALSE'])).status, 200)
  assert.equal(edge.calls.declared.at(-1), false)
  assert.equal((await raw('GET', [DECLARATION, 'true', DECLARATION, 'false'])).status, 400)
})

test('X-Request-ID sent twice is malformed', async () => {
  const id = '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b'
  assert.equal((await raw('GET', ['X-Request-ID', id])).status, 200)
  assert.equal((await raw('GET', ['X-Request-ID', id, 'X-Request-ID', id])).status, 400)
})

test('an answer says when it was served, in which type, and that nothing may keep it', async () => {
  const { headers } = await raw('GET', [])
  assert.ok(!Number.isNaN(Date.parse(headers.date ?? '')))
  assert.equal(headers['content-type'], 'application/fhir+json')
  assert.equal(headers['cache-control'], 'no-store')
})

test('HEAD is 405 with Allow, without a body, and asks nobody', async () => {
  const asked = edge.calls.questions.length
  const { status, headers, body } = await raw('HEAD', [])
  assert.deepEqual([status, headers.allow, body], [405, 'GET', ''])
  assert.equal(edge.calls.questions.length, asked)
})

test('the api stands beside what every process serves', async () => {
  const server = openHttp({ log: silentLog, metrics: openMetrics('api'), ready: async () => {} })
  const { addFhirRoutes } = await import('../../../src/fhir/index.ts')
  addFhirRoutes(server, {
    clock: { now: () => new Date(0) },
    randomness: { uuid: () => '00000000-0000-4000-8000-000000000001', bytes: count => Buffer.alloc(count) },
    log: silentLog,
    settings: { publicUrl: 'https://cpis.example.org', lenientSystem: false, statusApiKey: 'an-example-key' },
    identify: async () => Promise.reject(new Error('not asked')),
    decideLookUp: async () => decided('standard'),
    ask: async () => Promise.reject(new Error('not asked')),
    history: async () => Promise.reject(new Error('not asked')),
    declareEncounter: async () => Promise.reject(new Error('not asked')),
    alertAuthority: async () => Promise.reject(new Error('not asked')),
    recordRefusal: async () => {},
    ready: async () => {},
  })
  assert.deepEqual((await server.inject('/health/live')).json(), { status: 'pass' })
  assert.equal((await server.inject(`${BASE}/_ping`)).statusCode, 200)
  assert.equal((await server.inject('/elsewhere')).json().error, 'Not Found')
  await server.close()
})

test('_ping says which build this is, the version of package.json', async () => {
  const build = { revision: '12', releaseId: '8842', commitId: '91bdd28' }
  const response = await request(openEdge({}, { build }), { path: '/_ping', query: '' })
  assert.equal(response.headers['content-type'], 'application/json')
  assert.deepEqual(response.json(), { version: packageFile.version, ...build })
  assert.deepEqual(SOFTWARE, { name: packageFile.name, version: packageFile.version })
})

const STATUS = { path: '/_status', query: '', headers: { apikey: 'an-example-key' } }

test('_status tells the holder of the key that all is up', async () => {
  const response = await request(openEdge(), STATUS)
  assert.equal(response.statusCode, 200)
  assert.deepEqual(response.json(), {
    status: 'pass',
    version: packageFile.version,
    revision: 'unknown',
    releaseId: 'unknown',
    commitId: 'unknown',
    checks: {
      'database:status': [
        {
          status: 'pass',
          timeout: 'false',
          responseCode: 200,
          outcome: 'OK',
          links: { self: 'https://cpis.example.org/health/ready' },
        },
      ],
    },
  })
})

test('_status tells that the database is away', async () => {
  const response = await request(openEdge({ ready: async () => Promise.reject(new Error('away')) }), STATUS)
  assert.equal(response.statusCode, 200)
  const { status, checks } = response.json()
  assert.equal(status, 'fail')
  assert.deepEqual(
    { ...checks['database:status'][0], links: undefined },
    { status: 'fail', timeout: 'false', responseCode: 503, outcome: 'not ready', links: undefined },
  )
})

test('_status with a wrong key asks nothing', async () => {
  let asked = false
  const ready = async () => {
    asked = true
  }
  for (const apikey of ['', 'an-example-ke', 'an-example-key2']) {
    const response = await request(openEdge({ ready }), { ...STATUS, headers: { apikey } })
    assert.equal(response.statusCode, 401)
  }
  assert.equal(asked, false)
})
