import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, test } from 'node:test'
import { type Database, type Log, refusal, silentLog, systemRandomness } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { openPdsClient, type PdsClientOptions } from './pds-client.ts'

// A server that answers from a script, to see every request the client sends.

type Scripted = { status: number; body?: unknown; headers?: Record<string, string>; late?: boolean; cut?: boolean }

const NUMBER = '9990100004' as NhsNumber
const SPINE = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'
const patient = {
  resourceType: 'Patient',
  id: NUMBER,
  meta: {
    versionId: '1',
    security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'U' }],
  },
}
const found: Scripted = { status: 200, body: patient }
const refused = (status: number, code: string): Scripted => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ system: SPINE, code }] } }] },
})

let script: Scripted[] = []
let seen: http.IncomingMessage[] = []
let open = 0
let mostOpen = 0
const server = http.createServer(async (request, response) => {
  seen.push(request)
  open += 1
  mostOpen = Math.max(mostOpen, open)
  await new Promise(resolve => setImmediate(resolve))
  open -= 1
  const next = script.shift() ?? found
  if (next.late) return
  response.writeHead(next.status, { 'x-request-id': String(request.headers['x-request-id']), ...next.headers })
  if (next.cut) {
    response.write('{"resourceType":')
    response.flushHeaders()
    return setImmediate(() => response.destroy())
  }
  return response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body))
})
let baseUrl = ''

before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/FHIR/R4`
})
after(() => {
  server.closeAllConnections()
  server.close()
})
afterEach(() => {
  assert.deepEqual(script, [], 'answers nobody fetched')
  seen = []
})

const NOW = new Date('2026-03-02T09:00:00Z')
const pauses: number[] = []
const lines: object[] = []
const note = (entry: object) => lines.push(entry)
const log = { ...silentLog, warn: note, error: note } as unknown as Log

function client(options: Partial<PdsClientOptions> = {}) {
  pauses.length = 0
  lines.length = 0
  return openPdsClient({
    baseUrl,
    clock: { now: () => NOW },
    randomness: { uuid: systemRandomness.uuid, bytes: count => Buffer.alloc(count) },
    log,
    pause: async ms => void pauses.push(ms),
    ...options,
  })
}

test('one request: the path, the headers', async () => {
  const finding = await client({ authorization: async () => 'Bearer abc' }).read(NUMBER)
  assert.equal(finding.kind, 'current')
  const [request] = seen
  assert.equal(request?.method, 'GET')
  assert.equal(request?.url, '/FHIR/R4/Patient/9990100004')
  assert.equal(request?.headers.accept, 'application/fhir+json')
  assert.equal(request?.headers.authorization, 'Bearer abc')
  assert.match(String(request?.headers['x-request-id']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test('without authorization none is sent', async () => {
  await client().read(NUMBER)
  await client({ authorization: async () => undefined }).read(NUMBER)
  assert.deepEqual(
    seen.map(request => request.headers.authorization),
    [undefined, undefined],
  )
})

test('a fault is tried again with the same X-Request-ID and a longer pause; another read has its own', async () => {
  script = [{ status: 500 }, { status: 503 }, found]
  const pds = client()
  assert.equal((await pds.read(NUMBER)).kind, 'current')
  assert.equal((await pds.read(NUMBER)).kind, 'current')
  const ids = seen.map(request => request.headers['x-request-id'])
  assert.equal(ids.length, 4)
  assert.equal(new Set(ids.slice(0, 3)).size, 1)
  assert.notEqual(ids[3], ids[0])
  assert.deepEqual(pauses, [100, 200])
})

test('after three attempts it is unavailable', async () => {
  for (const status of [408, 500, 502, 503, 504]) {
    script = [{ status }, { status }, { status }]
    assert.deepEqual(await client().read(NUMBER), { kind: 'unavailable' })
    assert.deepEqual(
      lines.map(line => (line as { reason: string }).reason),
      Array(3).fill(`HTTP ${status}`),
    )
  }
})

test('as many attempts as told', async () => {
  script = [{ status: 500 }]
  assert.deepEqual(await client({ attempts: 1 }).read(NUMBER), { kind: 'unavailable' })
  assert.deepEqual(pauses, [])
})

test('Retry-After is honoured: seconds, a date, and none that can be read', async () => {
  script = [
    { status: 503, headers: { 'retry-after': '5' } },
    { status: 503, headers: { 'retry-after': 'Mon, 02 Mar 2026 09:00:07 GMT' } },
    found,
  ]
  assert.equal((await client().read(NUMBER)).kind, 'current')
  assert.deepEqual(pauses, [5000, 7000])
  script = [
    { status: 503, headers: { 'retry-after': 'soon' } },
    { status: 503, headers: { 'retry-after': 'Mon, 02 Mar 2026 08:00:00 GMT' } },
    found,
  ]
  assert.equal((await client().read(NUMBER)).kind, 'current')
  assert.deepEqual(pauses, [100, 0])
})

test('a wait of more than ten seconds is not waited for', async () => {
  script = [{ status: 429, headers: { 'retry-after': '11' } }]
  const pds = client()
  assert.deepEqual(await pds.read(NUMBER), { kind: 'unavailable' })
  assert.equal((await pds.read(NUMBER)).kind, 'current')
  assert.deepEqual(pauses, [])
})

test('429 is tried again after the wait, and holds every other read of the client', async () => {
  script = [{ status: 429, headers: { 'retry-after': '1' } }, found, found]
  const pds = client()
  assert.equal((await pds.read(NUMBER)).kind, 'current')
  assert.equal((await pds.read(NUMBER)).kind, 'current')
  assert.deepEqual(pauses, [1000, 1000])
  script = Array(3).fill({ status: 429, headers: { 'retry-after': '1' } })
  assert.deepEqual(await client().read(NUMBER), { kind: 'unavailable' })
  assert.equal(pauses.length, 2)
})

test('a time-out is tried again and ends as unavailable', async () => {
  script = [{ status: 200, late: true }, found]
  assert.equal((await client({ timeoutMs: 40 }).read(NUMBER)).kind, 'current')
  assert.equal(seen[0]?.headers['x-request-id'], seen[1]?.headers['x-request-id'])
  script = Array(2).fill({ status: 200, late: true })
  assert.deepEqual(await client({ timeoutMs: 40, attempts: 2 }).read(NUMBER), { kind: 'unavailable' })
  assert.deepEqual(
    lines.map(line => (line as { reason: string }).reason),
    ['time-out', 'time-out'],
  )
})

test('an answer cut off in its middle is tried again', async () => {
  script = [{ status: 200, cut: true }, found]
  assert.equal((await client().read(NUMBER)).kind, 'current')
})

test('nobody there: unavailable, and the log has the fault without the address', async () => {
  assert.deepEqual(await client({ baseUrl: 'http://127.0.0.1:1/FHIR' }).read(NUMBER), { kind: 'unavailable' })
  assert.equal(lines.length, 3)
  assert.equal(JSON.stringify(lines).includes(NUMBER), false)
  assert.ok('reason' in (lines[0] ?? {}))
})

test('a token that cannot be had: unavailable', async () => {
  const pds = client({
    authorization: async () => {
      throw new Error('no token')
    },
  })
  assert.deepEqual(await pds.read(NUMBER), { kind: 'unavailable' })
  assert.equal(seen.length, 0)
})

test('what is not in the contract is not tried again, is unavailable, and is logged as an error with its code', async () => {
  for (const [answer, message] of [
    [refused(401, 'ACCESS_DENIED'), 'HTTP 401 ACCESS_DENIED'],
    [refused(404, 'NEW_CODE'), 'HTTP 404 NEW_CODE'],
    [{ status: 404, body: '<html>not here</html>' }, 'HTTP 404 without a code'],
    [{ status: 200, body: '<html>welcome</html>' }, 'not a Patient as agreed'],
    [{ status: 302, headers: { location: 'https://example.org' } }, 'HTTP 302 without a code'],
    [{ ...found, headers: { 'x-request-id': systemRandomness.uuid() } }, 'the answer to another request'],
  ] as [Scripted, string][]) {
    script = [answer]
    assert.deepEqual(await client().read(NUMBER), { kind: 'unavailable' })
    const [line] = lines as { err: { code: string; message: string } }[]
    assert.equal(line?.err.code, 'PDS_ANSWER_UNKNOWN')
    assert.equal(line?.err.message, `PDS answered in a way that is not known here (${message})`)
  }
})

test('no more reads at once than allowed', async () => {
  mostOpen = 0
  const pds = client({ parallel: 2 })
  const findings = await Promise.all(Array.from({ length: 9 }, () => pds.read(NUMBER)))
  assert.equal(findings.length, 9)
  assert.ok(mostOpen <= 2, `${mostOpen} at once`)
  assert.equal(pds.parallel, 2)
  assert.equal(client().parallel, 16)
})

test('the budget counts every request, repeated ones too', async () => {
  script = [{ status: 500 }, found]
  await client({ perSecond: 4 }).read(NUMBER)
  assert.deepEqual(pauses, [100, 250])
})

test('a token that is not taken is asked for anew, once', async () => {
  const given: (string | undefined)[] = []
  const authorization = async (refused?: string) => {
    given.push(refused)
    return refused === undefined ? 'Bearer old' : 'Bearer new'
  }
  script = [refused(401, 'ACCESS_DENIED'), found]
  assert.equal((await client({ authorization }).read(NUMBER)).kind, 'current')
  assert.deepEqual(
    seen.map(request => request.headers.authorization),
    ['Bearer old', 'Bearer new'],
  )
  script = [refused(401, 'ACCESS_DENIED'), refused(401, 'ACCESS_DENIED')]
  assert.deepEqual(await client({ authorization }).read(NUMBER), { kind: 'unavailable' })
  assert.deepEqual(given, [undefined, 'Bearer old', undefined, 'Bearer old'])
})

test('a token endpoint that is away is tried again; one that refuses is not', async () => {
  for (const [code, tries] of [
    ['PDS_TOKEN_UNAVAILABLE', 3],
    ['PDS_TOKEN_REFUSED', 1],
  ] as const) {
    let asked = 0
    const authorization = async () => {
      asked += 1
      throw refusal(demographicsErrors, code)
    }
    assert.deepEqual(await client({ authorization }).read(NUMBER), { kind: 'unavailable' })
    assert.equal(asked, tries)
  }
  assert.equal(seen.length, 0)
})

test('a search: the query, the answer, the same patience', async () => {
  script = [{ status: 503 }, { status: 200, body: { resourceType: 'Bundle', type: 'searchset', total: 0 } }]
  const query = new URLSearchParams({ family: "O'Sample", birthdate: 'eq2016-04-02' })
  assert.deepEqual(await client().search(query), { kind: 'none' })
  assert.deepEqual(
    seen.map(request => request.url),
    Array(2).fill('/FHIR/R4/Patient?family=O%27Sample&birthdate=eq2016-04-02'),
  )
  script = [refused(400, 'INVALID_SEARCH_DATA')]
  assert.deepEqual(await client().search(query), { kind: 'unavailable' })
})

test('given a database, the pace is asked of it; one that is away makes PDS unavailable', async () => {
  const slots = [NOW.getTime() + 200, NOW.getTime() + 900]
  const query = async () => [{ next_ms: slots.shift() }]
  const db = { query, transaction: query } as unknown as Database
  const pds = client({ perSecond: 5, db })
  await pds.read(NUMBER)
  await pds.read(NUMBER)
  assert.deepEqual(pauses, [700])
  const away = async () => {
    throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
  }
  const gone = { query: away, transaction: away } as unknown as Database
  assert.deepEqual(await client({ perSecond: 5, db: gone }).read(NUMBER), { kind: 'unavailable' })
  assert.equal(seen.length, 2)
  assert.deepEqual(
    lines.map(line => (line as { reason: string }).reason),
    Array(3).fill('ECONNREFUSED'),
  )
})

test('a hold that cannot be written ends the read as unavailable', async () => {
  script = [{ status: 429 }]
  const query = async ({ name }: { name?: string }) => {
    if (name === 'demographics-hold-slots') throw new Error('away')
    return [{ next_ms: NOW.getTime() }]
  }
  const db = { query, transaction: query } as unknown as Database
  assert.deepEqual(await client({ perSecond: 5, db }).read(NUMBER), { kind: 'unavailable' })
})
