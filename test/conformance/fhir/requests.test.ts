import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Asked, BASE, byNumber, CHILD, openEdge, REQUEST_ID, request, SYSTEM } from './edge.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const INCLUDE_OF_THE_GUIDE = 'AuditEvent:entity-type=http://terminology.hl7.org/CodeSystem/v3-RoleClass|ASSIGNED'

/** Ways to ask for the same child, all answered. */
const TAKEN: Readonly<Record<string, Asked>> = {
  'a raw bar': { query: `patient:identifier=${SYSTEM}|${CHILD}` },
  'a bar as %7C': { query: `patient:identifier=${SYSTEM}%7C${CHILD}` },
  'a colon as %3A': { query: `patient%3Aidentifier=${SYSTEM}|${CHILD}` },
  'everything percent-encoded': { query: `patient%3Aidentifier=${encodeURIComponent(`${SYSTEM}|${CHILD}`)}` },
  '_format=json': { query: `${byNumber(CHILD)}&_format=json` },
  '_format=json against an Accept for XML': {
    query: `${byNumber(CHILD)}&_format=json`,
    headers: { accept: 'application/fhir+xml' },
  },
  '_include AuditEvent:agent': { path: '/AuditEvent', query: `${byNumber(CHILD)}&_include=AuditEvent:agent` },
  '_include with its target': {
    path: '/AuditEvent',
    query: `${byNumber(CHILD)}&_include=AuditEvent:agent:PractitionerRole`,
  },
  "_include in the guide's spelling": {
    path: '/AuditEvent',
    query: `${byNumber(CHILD)}&_include=${INCLUDE_OF_THE_GUIDE}`,
  },
  "_include in the guide's spelling, percent-encoded": {
    path: '/AuditEvent',
    query: `${byNumber(CHILD)}&_include=${encodeURIComponent(INCLUDE_OF_THE_GUIDE)}`,
  },
  'no _include': { path: '/AuditEvent' },
  'Accept */*': { headers: { accept: '*/*' } },
  'Accept application/json': { headers: { accept: 'application/json' } },
  'Accept with fhirVersion': { headers: { accept: 'application/fhir+json; fhirVersion=4.0' } },
  'Accept with version, in capitals': { headers: { accept: 'APPLICATION/FHIR+JSON;version=1' } },
  'Accept with a list': { headers: { accept: 'text/html, application/fhir+json;q=0.5' } },
  'POST _search': { method: 'POST', path: '/CareTeam/_search', query: '', form: byNumber(CHILD), headers: FORM },
  'POST _search with a charset': {
    method: 'POST',
    path: '/AuditEvent/_search',
    query: '_format=json',
    form: `${byNumber(CHILD)}&_include=AuditEvent:agent`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  },
}

for (const [name, asked] of Object.entries(TAKEN))
  test(`taken: ${name}`, async () => {
    const edge = openEdge()
    const response = await request(edge, asked)
    assert.equal(response.statusCode, 200, response.body)
    assert.equal(edge.calls.questions[0]?.nhsNumber, CHILD)
    assert.deepEqual(edge.calls.refusals, [])
  })

const UNEXPECTED = (name: string) =>
  `Invalid request with error - Additional properties are not allowed ('${name}' was unexpected)`
const INVALID = 'Invalid NHS number'
const MISSING = "Missing value - 'patient:identifier'"
const ABOUT_CHILD = byNumber(CHILD)

/** Queries that are refused, and the diagnostics they are refused with. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['', MISSING],
  ['_format=json', MISSING],
  [`${ABOUT_CHILD}&_summary=count`, UNEXPECTED('_summary')],
  [`${ABOUT_CHILD}&_count=1`, UNEXPECTED('_count')],
  [`${ABOUT_CHILD}&_elements=id`, UNEXPECTED('_elements')],
  [`${ABOUT_CHILD}&_total=none`, UNEXPECTED('_total')],
  [`${ABOUT_CHILD}&_revinclude=AuditEvent:agent`, UNEXPECTED('_revinclude')],
  [`${ABOUT_CHILD}&_include=AuditEvent:entity`, UNEXPECTED('_include')],
  [`${ABOUT_CHILD}&_include=auditevent:agent`, UNEXPECTED('_include')],
  [`${ABOUT_CHILD}&_include:iterate=AuditEvent:agent`, UNEXPECTED('_include:iterate')],
  [`${ABOUT_CHILD}&_include=AuditEvent:agent&_include=AuditEvent:agent`, UNEXPECTED('_include')],
  [`${ABOUT_CHILD}&_format=json&_format=json`, UNEXPECTED('_format')],
  [`patient=${CHILD}`, UNEXPECTED('patient')],
  [`patient.identifier=${SYSTEM}|${CHILD}`, UNEXPECTED('patient.identifier')],
  [`patient:identifier:exact=${SYSTEM}|${CHILD}`, UNEXPECTED('patient:identifier:exact')],
  [`subject:identifier=${SYSTEM}|${CHILD}`, UNEXPECTED('subject:identifier')],
  [`Patient:Identifier=${SYSTEM}|${CHILD}`, UNEXPECTED('Patient:Identifier')],
  [`${CHILD}`, UNEXPECTED('[number]')],
  [`${ABOUT_CHILD}&${ABOUT_CHILD}`, INVALID],
  [`${ABOUT_CHILD}&${byNumber('9990100071')}`, INVALID],
  [`${ABOUT_CHILD},${SYSTEM}|9990100071`, INVALID],
  [`${ABOUT_CHILD}%2C${SYSTEM}|9990100071`, INVALID],
  ['patient:identifier=', INVALID],
  [`patient:identifier=${CHILD}`, INVALID],
  [`patient:identifier=|${CHILD}`, INVALID],
  [`patient:identifier=https://fhir.nhs.uk/Id/sds-user-id|${CHILD}`, INVALID],
  [`patient:identifier=http://fhir.nhs.uk/id/nhs-number|${CHILD}`, INVALID],
  [`patient:identifier=https://fhir.nhs.uk/id/nhs-number|${CHILD}`, INVALID],
  [`${ABOUT_CHILD}|`, INVALID],
  [`${ABOUT_CHILD}%0A`, INVALID],
  [byNumber('999 010 0004'), INVALID],
  [byNumber('9000000000'), INVALID],
  [byNumber('1234567890'), INVALID],
  [byNumber('999010000412'), INVALID],
  [byNumber('abcdefghij'), INVALID],
  [byNumber('9912003890'), INVALID],
]

for (const [query, diagnostics] of REFUSED)
  test(`refused: ${query || 'no parameter'}`, async () => {
    for (const path of ['/CareTeam', '/AuditEvent']) {
      const edge = openEdge()
      const response = await request(edge, { path, query })
      assert.equal(response.statusCode, 400)
      assert.equal(response.json().issue[0].diagnostics, diagnostics)
      assert.deepEqual(edge.calls.questions, [])
      assert.equal(edge.calls.refusals.length, 1)
    }
  })

test("the guide's pictures write the system otherwise: taken in lenient mode only", async () => {
  const query = `patient:identifier=http://fhir.nhs.uk/id/nhs-number|${CHILD}`
  const response = await request(openEdge({}, { lenientSystem: true }), { query })
  assert.equal(response.statusCode, 200)
  assert.match(response.json().link[0].url, /identifier=https:\/\/fhir\.nhs\.uk\/Id\/nhs-number%7C9990100004$/)
})

test('no query but the right one asks the register', async () => {
  const wild = fc.oneof(fc.string(), fc.webQueryParameters(), fc.stringMatching(/^\d{10}$/).map(byNumber))
  await fc.assert(
    fc.asyncProperty(wild, async text => {
      const edge = openEdge()
      const response = await request(edge, { query: encodeURI(text.replaceAll(/\p{Cs}/gu, '')).replaceAll('#', '') })
      const right = response.statusCode === 200
      assert.equal(edge.calls.questions.length, right ? 1 : 0)
      assert.equal(edge.calls.refusals.length, right ? 0 : 1)
      if (!right) assert.doesNotMatch(response.json().issue[0].diagnostics, /\d{10}/)
    }),
    { numRuns: 200 },
  )
})

const DECLARED: readonly (readonly [string | undefined, boolean | undefined])[] = [
  [undefined, undefined],
  ['true', true],
  ['TRUE', true],
  [' False ', false],
  ['false', false],
  ['true, true', true],
  ['False,FALSE', false],
]

for (const [value, declared] of DECLARED)
  test(`IsUnscheduledAccessEvent ${value ?? 'absent'}`, async () => {
    const edge = openEdge()
    const response = await request(edge, { headers: value === undefined ? {} : { isunscheduledaccessevent: value } })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(edge.calls.declared, [declared])
    assert.equal(edge.calls.questions[0]?.mode, declared === false ? 'silent' : 'standard')
  })

for (const value of ['yes', '', '1', 'true, false', 'true,', 'truefalse'])
  test(`IsUnscheduledAccessEvent '${value}' is refused, not guessed`, async () => {
    const edge = openEdge()
    const response = await request(edge, { headers: { isunscheduledaccessevent: value } })
    assert.equal(response.statusCode, 400)
    assert.equal(response.json().issue[0].diagnostics, 'Missing or invalid header parameter')
    assert.deepEqual(edge.calls.order, ['identify', 'recordRefusal'])
  })

test('a CareTeam search asks, an AuditEvent search reads the history and never asks, whatever it declares', async () => {
  for (const [path, name] of [
    ['/CareTeam', 'ask'],
    ['/AuditEvent', 'history'],
  ] as const)
    for (const headers of [{}, { isunscheduledaccessevent: 'true' }, { isunscheduledaccessevent: 'false' }]) {
      const edge = openEdge()
      await request(edge, { path, headers })
      assert.deepEqual(edge.calls.order, ['identify', 'decideLookUp', name])
    }
})

test('identity is given the token and the session role as sent', async () => {
  const edge = openEdge()
  await request(edge, { headers: { 'nhsd-session-urid': '555254242105' } })
  assert.deepEqual(edge.calls.identified, [{ authorization: 'Bearer example', sessionRole: '555254242105' }])
})

test('the ids of a request come back, and its X-Request-ID makes a repetition one access', async () => {
  const edge = openEdge()
  const headers = { 'x-correlation-id': 'my ref-1', traceid: 'trace-1' }
  const response = await request(edge, { headers })
  assert.equal(response.headers['x-request-id'], REQUEST_ID)
  assert.equal(response.headers['x-correlation-id'], 'my ref-1')
  assert.equal(response.headers['traceid'], 'trace-1')
  await request(edge, { headers })
  assert.deepEqual(
    edge.calls.questions.map(question => question.requestId),
    [REQUEST_ID, REQUEST_ID],
  )
})

/** Asks without X-Request-ID; the id the register was asked under. */
async function idWithout(headers: Record<string, string>): Promise<string | undefined> {
  const edge = openEdge()
  const url = `${BASE}/CareTeam?${byNumber(CHILD)}`
  const response = await edge.server.inject({ method: 'GET', url, headers })
  assert.equal(response.headers['x-request-id'], edge.calls.questions[0]?.requestId)
  return edge.calls.questions[0]?.requestId
}

test('without X-Request-ID the TraceID counts, and without either, or with an odd one, an id of ours', async () => {
  const ours = '00000000-0000-4000-8000-000000000001'
  assert.equal(await idWithout({ traceid: 'trace-1' }), 'trace-1')
  assert.equal(await idWithout({}), ours)
  assert.equal(await idWithout({ traceid: `child ${CHILD}` }), ours)
  assert.equal(await idWithout({ traceid: CHILD }), ours)
  assert.equal(await idWithout({ traceid: 'x'.repeat(129) }), ours)
})

test('strict mode wants X-Request-ID, and TraceID does not make up for it', async () => {
  const edge = openEdge({}, { strictRequestId: true })
  const url = `${BASE}/CareTeam?${byNumber(CHILD)}`
  const response = await edge.server.inject({ method: 'GET', url, headers: { traceid: 'trace-1' } })
  assert.equal(response.statusCode, 400)
  assert.equal(edge.calls.refusals[0]?.code, 'FHIR_REQUEST_ID_MISSING')
})
