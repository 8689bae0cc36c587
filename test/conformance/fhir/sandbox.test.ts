import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import type { AuditEvent, Bundle, CareTeam } from '../../../src/fhir/bodies/resources.ts'
import { addSandboxRoutes } from '../../../src/fhir/index.ts'
import { silentLog, systemRandomness } from '../../../src/platform/index.ts'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import { byNumber, NOW, REQUEST_ID, SYSTEM } from './edge.ts'

// The numbers of fhir-api.md 13, one by one.

const server = Fastify()
addSandboxRoutes(server, {
  clock: { now: () => NOW },
  randomness: systemRandomness,
  log: silentLog,
  ready: async () => {},
  settings: { publicUrl: 'https://cpis.example.org', statusApiKey: 'an-example-key' },
})

const ask = (path: string, number: string, headers: Record<string, string> = {}) =>
  server.inject({
    url: `/sandbox/cpis/FHIR/R4${path}?${byNumber(number)}`,
    headers: { 'x-request-id': REQUEST_ID, ...headers },
  })

/** Plan types by their SNOMED codes. */
const TYPES: Record<string, string> = { '342191000000101': 'CPP', '764841000000100': 'LAC', '818901000000100': 'UCP' }

async function plansOf(number: string): Promise<CareTeam[]> {
  const response = await ask('/CareTeam', number)
  assert.equal(response.statusCode, 200, response.body)
  assertValidFhir(response.json())
  return ((response.json() as Bundle).entry ?? []).map(one => one.resource as CareTeam)
}

async function eventsOf(number: string): Promise<AuditEvent[]> {
  const response = await ask('/AuditEvent', number)
  assert.equal(response.statusCode, 200, response.body)
  assertValidFhir(response.json())
  return ((response.json() as Bundle).entry ?? [])
    .map(one => one.resource)
    .filter((one): one is AuditEvent => one.resourceType === 'AuditEvent')
}

const scenarios: [number: string, plans: string[], events: number][] = [
  ['9990100004', ['CPP'], 1],
  ['9990100071', [], 0],
  ['9990100144', ['LAC'], 3],
  ['9990100217', ['UCP'], 1],
  ['9990100284', ['CPP', 'LAC'], 2],
  ['9990100357', ['CPP'], 0],
  ['9990100497', ['CPP'], 2],
  ['9990100632', ['CPP'], 25],
  ['9990100705', ['LAC'], 1],
  ['9990100772', ['LAC'], 1],
  ['9990100845', ['CPP'], 0],
  ['9990100918', ['CPP'], 1],
  ['9990100985', ['CPP'], 1],
  ['9990101175', ['CPP'], 1],
  ['9912003890', ['CPP'], 1],
]
for (const [number, plans, events] of scenarios)
  test(`${number}: ${plans.join(' and ') || 'nothing'}, ${events} accesses`, async () => {
    const teams = await plansOf(number)
    assert.deepEqual(
      teams.map(team => TYPES[team.category[0]?.coding[0]?.code ?? '']),
      plans,
    )
    assert.equal((await eventsOf(number)).length, events)
  })

const mishaps: [number: string, status: number, code: string][] = [
  ['9990101132', 403, 'ACCESS_DENIED'],
  ['9990101140', 429, 'TOO_MANY_REQUESTS'],
  ['9990101159', 503, 'UNABLE_TO_CALL_SERVICE'],
  ['9990101167', 500, 'FAILURE_TO_PROCESS_MESSAGE'],
  ['9000000000', 400, 'INVALID_SEARCH_DATA'],
  ['1234567890', 400, 'INVALID_SEARCH_DATA'],
  ['999010000412', 400, 'INVALID_SEARCH_DATA'],
  ['letters', 400, 'INVALID_SEARCH_DATA'],
  ['9990101337', 404, 'UNSUPPORTED_VALUE'],
]
for (const [number, status, code] of mishaps)
  test(`${number}: ${status} ${code}`, async () => {
    for (const path of ['/CareTeam', '/AuditEvent']) {
      const response = await ask(path, number)
      assert.equal(response.statusCode, status)
      assertValidFhir(response.json())
      assert.equal(response.json().issue[0].details.coding[0].code, code)
      if (status === 429) assert.equal(response.headers['retry-after'], '1')
    }
  })

test('a number without an example is no number that nothing is known of', async () => {
  const response = await ask('/CareTeam', '9990101337')
  assert.equal(response.json().issue[0].diagnostics, 'The sandbox has no example for this NHS number')
})

test('what the scenarios are for: phones, an end, a superseded number, a system in the history', async () => {
  assert.deepEqual(
    (await plansOf('9990100144'))[0]?.telecom.map(one => one.use),
    ['work', 'mobile'],
  )
  assert.deepEqual(
    (await plansOf('9990100357'))[0]?.telecom.map(one => one.use),
    ['mobile'],
  )
  const [ended] = await plansOf('9990100497')
  assert.deepEqual([ended?.status, ended?.period.end], ['inactive', '2026-02-05'])
  assert.equal((await plansOf('9990100705'))[0]?.subject.identifier.value, '9990100772')
  assert.equal((await eventsOf('9990101175'))[0]?.agent.length, 3)
  assert.equal(new Set((await plansOf('9990100284')).map(team => team.name)).size, 2)
})

test('the links of the sandbox stay in the sandbox, and the same question has the same answer', async () => {
  const [first, second] = [await ask('/CareTeam', '9990100284'), await ask('/CareTeam', '9990100284')]
  assert.match(first.json().link[0].url, /^https:\/\/cpis\.example\.org\/sandbox\/cpis\/FHIR\/R4\/CareTeam\?/)
  assert.deepEqual({ ...(first.json() as Bundle), id: '' }, { ...(second.json() as Bundle), id: '' })
})

test('a token is optional, and its form is looked at when it is sent', async () => {
  assert.equal((await ask('/CareTeam', '9990100004', { authorization: 'Bearer anything' })).statusCode, 200)
  for (const [authorization, says] of [
    ['', 'Empty Authorization header'],
    ['Basic abc', "Invalid token type 'Basic', must be 'Bearer'"],
    ['Bearer', 'Missing access token'],
  ] as const) {
    const response = await ask('/CareTeam', '9990100004', { authorization })
    assert.deepEqual([response.statusCode, response.json().issue[0].diagnostics], [401, says])
  }
})

test('header rules are those of the API', async () => {
  assert.equal((await ask('/CareTeam', '9990100004', { isunscheduledaccessevent: 'yes' })).statusCode, 400)
  assert.equal((await ask('/CareTeam', '9990100004', { 'x-request-id': '1234' })).statusCode, 400)
  const head = await server.inject({ method: 'HEAD', url: `/sandbox/cpis/FHIR/R4/CareTeam?${byNumber('9990100004')}` })
  assert.equal(head.statusCode, 405)
})

test('flags and operations are there too', async () => {
  const flags = await server.inject('/sandbox/patient-flags-api/FHIR/R4/PatientFlag?patient=9990100004')
  assertValidFhir(flags.json())
  assert.equal(flags.json().total, 1)
  const declared = async (value: string) => {
    const response = await server.inject({
      method: 'POST',
      url: '/sandbox/cpis/FHIR/R4/$declare-unscheduled-encounter',
      headers: { 'content-type': 'application/fhir+json', 'x-request-id': REQUEST_ID },
      payload: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'patient', valueIdentifier: { system: SYSTEM, value } },
          { name: 'encounterAt', valueInstant: '2026-03-07T17:00:00Z' },
        ],
      },
    })
    return response.json().parameter?.[0].valueCode ?? response.statusCode
  }
  assert.deepEqual(
    [await declared('9990100004'), await declared('9990100071'), await declared('9990101159')],
    ['recorded', 'nothing-known', 503],
  )
})
