import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import {
  type Asked,
  CHILD,
  decided,
  type Edge,
  example,
  known,
  lookedAfter,
  NOBODY,
  notChecked,
  notKnown,
  openEdge,
  protectionPlan,
} from './edge.ts'

// The Patient Flags view: the same plans as Flag, CarePlan and CareTeam, never recorded, never told of.

const FLAGS = '/patient-flags-api/FHIR/R4'
const CODE = 'child-protection-information-system-flag'
const flags = example('patient-flags')

function ask(
  edge: Edge,
  { query = `patient=${CHILD}`, method = 'GET', path = '/PatientFlag', headers = {}, form }: Asked = {},
) {
  return edge.server.inject({
    method,
    url: `${FLAGS}${path}${query && `?${query}`}`,
    headers: { authorization: 'Bearer example', ...headers },
    ...(form !== undefined && { payload: form }),
  })
}

test('each plan is a Flag, and with it its CarePlan and its CareTeam', async () => {
  const response = await ask(openEdge({ answer: known([protectionPlan]) }))
  assert.equal(response.statusCode, 200)
  assertValidFhir(response.json())
  assert.deepEqual(response.json(), flags)
})

test('a flag asked by its code, by either spelling, or by POST, is the same', async () => {
  for (const asked of [
    { query: `patient=${CHILD}&code=${CODE}` },
    { query: `patient=${CHILD}&code=child-protection-information-sharing-flag&_format=json` },
    {
      method: 'POST' as const,
      path: '/PatientFlag/_search',
      query: '',
      form: `patient=${CHILD}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ])
    assert.deepEqual((await ask(openEdge({ answer: known([protectionPlan]) }), asked)).json(), flags)
})

test('the ids of a flag stay as long as the plan; each plan has its own; an ended plan is inactive', async () => {
  const bundleOf = async () =>
    (await ask(openEdge({ answer: known([protectionPlan, { ...lookedAfter, end: '2026-03-01' }]) }))).json()
  const bundle = await bundleOf()
  assertValidFhir(bundle)
  assert.equal(bundle.total, 2)
  const shown = bundle.entry.map(({ resource }: { resource: { resourceType: string; status: string } }) => [
    resource.resourceType,
    resource.status,
  ])
  assert.deepEqual(shown, [
    ['Flag', 'active'],
    ['Flag', 'inactive'],
    ['CarePlan', 'active'],
    ['CareTeam', 'active'],
    ['CarePlan', 'completed'],
    ['CareTeam', 'inactive'],
  ])
  const ids = async () => (await bundleOf()).entry.map((one: { fullUrl: string }) => one.fullUrl)
  assert.deepEqual(await ids(), await ids())
  assert.equal(new Set(await ids()).size, 6)
})

test('it is silent whatever the setting, and keeps to what is decided', async () => {
  const edge = openEdge()
  await ask(edge)
  await ask(edge, { headers: { isunscheduledaccessevent: 'false' } })
  assert.deepEqual(edge.calls.declared, [false, false])
  assert.deepEqual(
    edge.calls.questions.map(question => question.mode),
    ['silent', 'silent'],
  )
  assert.ok(!edge.calls.order.includes('history'))
})

test('who declares unscheduled care is told that this view leaves no trace', async () => {
  const edge = openEdge()
  const response = await ask(edge, { headers: { isunscheduledaccessevent: 'true' } })
  assert.equal(response.statusCode, 400)
  assert.equal(response.json().issue[0].details.coding[0].code, 'PRECONDITION_FAILED')
  assert.equal(edge.calls.questions.length, 0)
  assert.equal(edge.calls.refusals[0]?.code, 'FHIR_DECLARATION_INVALID')
})

test('nothing found is an empty searchset; what could not be read is 503', async () => {
  const empty = await ask(openEdge({ answer: notKnown }), { query: `patient=${NOBODY}` })
  assertValidFhir(empty.json())
  assert.deepEqual([empty.json().total, empty.json().entry], [0, undefined])
  assert.equal((await ask(openEdge({ answer: notChecked }))).statusCode, 503)
})

test('a withheld plan is an outcome beside the flags', async () => {
  const withheld = [{ authority: { code: 'X03', name: 'Third Council', emergencyPhone: '07700900003' } }]
  const bundle = (
    await ask(openEdge({ answer: known([], [], withheld), decideLookUp: async () => decided('silent') }))
  ).json()
  assertValidFhir(bundle)
  assert.equal(bundle.total, 0)
  assert.deepEqual(
    bundle.entry.map((one: { search: { mode: string } }) => one.search.mode),
    ['outcome'],
  )
  assert.match(bundle.entry[0].resource.issue[0].details.text, /^Third Council holds child protection information/)
})

const refusals: [name: string, asked: Asked, status: number, code: string, diagnostics: string][] = [
  ['no number', { query: `code=${CODE}` }, 400, 'MISSING_VALUE', "Missing value - 'patient'"],
  ['a wrong number', { query: 'patient=1234567890' }, 400, 'INVALID_SEARCH_DATA', 'Invalid NHS number'],
  ['two numbers', { query: `patient=${CHILD}&patient=${CHILD}` }, 400, 'INVALID_SEARCH_DATA', 'Invalid NHS number'],
  [
    'a number with a system',
    { query: `patient=https://fhir.nhs.uk/Id/nhs-number|${CHILD}` },
    400,
    'INVALID_SEARCH_DATA',
    'Invalid NHS number',
  ],
  [
    'another flag',
    { query: `patient=${CHILD}&code=female-genital-mutilation-flag` },
    400,
    'UNSUPPORTED_VALUE',
    "Unsupported value in 'code' - only child-protection-information-system-flag is served",
  ],
  [
    'a side door',
    { query: `patient=${CHILD}&_summary=count` },
    400,
    'ADDITIONAL_PROPERTIES',
    "Invalid request with error - Additional properties are not allowed ('_summary' was unexpected)",
  ],
  ['another path', { path: '/Flag' }, 404, 'UNSUPPORTED_SERVICE', 'Unsupported path'],
  ['another method', { method: 'PUT' }, 405, 'UNSUPPORTED_SERVICE', 'Unsupported method'],
  ['HEAD', { method: 'HEAD' }, 405, '', ''],
]
for (const [name, asked, status, code, diagnostics] of refusals)
  test(`refused: ${name}`, async () => {
    const edge = openEdge()
    const response = await ask(edge, asked)
    assert.equal(response.statusCode, status)
    assert.equal(response.headers['cache-control'], 'no-store')
    assert.equal(edge.calls.questions.length, 0)
    if (asked.method === 'HEAD') return
    assertValidFhir(response.json())
    if (name === 'another flag') assert.equal(edge.calls.refusals[0]?.code, 'FHIR_FLAG_UNKNOWN')
    const [issue] = response.json().issue
    assert.deepEqual([issue.details.coding[0].code, issue.diagnostics], [code, diagnostics])
  })
