import assert from 'node:assert/strict'
import { test } from 'node:test'
import { careSettingsErrors } from '../../../src/care-settings/index.ts'
import { filled, operationOutcome } from '../../../src/fhir/bodies/operation-outcome.ts'
import { fhirErrors } from '../../../src/fhir/index.ts'
import { OUTCOMES } from '../../../src/fhir/outcome.ts'
import { identityErrors } from '../../../src/identity/index.ts'
import { lookupErrors } from '../../../src/lookup/index.ts'
import { type CatalogueRow, platformErrors, refusal } from '../../../src/platform/index.ts'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import { type Behind, byNumber, example, openEdge, request } from './edge.ts'
import { CASES, type Issue, throwing } from './refusal-cases.ts'

const outcome = (severity: string, [code, national, display, diagnostics]: Issue) => ({
  resourceType: 'OperationOutcome',
  id: '00000000-0000-4000-8000-000000000001',
  issue: [
    {
      severity,
      code,
      details: {
        coding: [{ system: 'https://fhir.nhs.uk/CodeSystem/England-SpineErrorOrWarningCode', code: national, display }],
      },
      diagnostics,
    },
  ],
})

/** Whatever is sent instead of an answer is a valid OperationOutcome that nothing on the way may keep. */
function assertRefusal(response: Awaited<ReturnType<typeof request>>, headers: Record<string, string> = {}): object {
  const wanted = {
    'content-type': 'application/fhir+json',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    ...headers,
  }
  for (const [name, value] of Object.entries(wanted)) assert.equal(response.headers[name], value, name)
  assert.ok(response.headers['date'])
  const body = response.json()
  assertValidFhir(body)
  return { ...body, id: '00000000-0000-4000-8000-000000000001' }
}

for (const { row, asked, behind, status, issue, headers, recorded } of CASES)
  test(`${row}: ${status} ${issue[1]}`, async () => {
    const edge = openEdge(behind)
    const response = await request(edge, asked)
    assert.equal(response.statusCode, status)
    assert.deepEqual(assertRefusal(response, headers), outcome('error', issue))
    assert.deepEqual(
      edge.calls.refusals.map(refused => refused.code),
      recorded === undefined ? [] : [recorded],
    )
    assert.equal(edge.calls.questions.length, behind?.answer ? 1 : 0)
  })

test('the example of a refusal is what is sent', async () => {
  const response = await request(openEdge(), { query: byNumber('1234567890') })
  assert.deepEqual(assertRefusal(response), example('invalid-nhs-number'))
})

test('E4 strict: 400 MISSING_VALUE', async () => {
  const edge = openEdge({}, { strictRequestId: true })
  const response = await edge.server.inject({ method: 'GET', url: `/cpis/FHIR/R4/CareTeam?${byNumber('9990100004')}` })
  assert.equal(response.statusCode, 400)
  const words = 'Invalid request with error - X-Request-ID header must be supplied to access this resource'
  assert.deepEqual(
    assertRefusal(response),
    outcome('error', ['required', 'MISSING_VALUE', 'Required value is missing', words]),
  )
})

test('E18: what nobody foresaw is a reference and nothing more; the log has the rest', async () => {
  const logged: unknown[] = []
  const log = { error: (entry: unknown) => logged.push(entry) } as unknown as Behind['log']
  const edge = openEdge({ ask: throwing(new TypeError('plan of 9990100004 is undefined')), ...(log && { log }) })
  const response = await request(edge)
  assert.equal(response.statusCode, 500)
  const { id } = response.json()
  assert.deepEqual(
    assertRefusal(response),
    outcome('fatal', ['exception', 'FAILURE_TO_PROCESS_MESSAGE', 'Failed to process message', `Reference ${id}`]),
  )
  assert.equal((logged[0] as { reference: string }).reference, id)
  assert.deepEqual(edge.calls.order, ['identify', 'decideLookUp', 'recordRefusal'])
  assert.equal(edge.calls.refusals[0]?.code, 'FHIR_FAULT')
})

test('a code this door has no row for is a fault, not its own words', async () => {
  const rows = { SOMETHING_ELSE: { status: 400, sentence: 'Words of somewhere else' } }
  const response = await request(openEdge({ identify: throwing(refusal(rows, 'SOMETHING_ELSE')) }))
  assert.equal(response.statusCode, 500)
  assert.doesNotMatch(response.body, /Words of somewhere else/)
})

test('every code of the catalogue that can come here has a row that makes a valid body', () => {
  const rows: Record<string, CatalogueRow> = {
    ...fhirErrors,
    ...identityErrors,
    ...careSettingsErrors,
    ...lookupErrors,
    ...platformErrors,
  }
  assert.deepEqual(Object.keys(OUTCOMES).sort(), Object.keys(rows).sort())
  for (const [code, row] of Object.entries(OUTCOMES)) {
    assert.equal(row.status, rows[code]?.status, code)
    assertValidFhir(operationOutcome('00000000-0000-4000-8000-000000000001', row, { x: 'x', sentence: 'A sentence' }))
  }
})

test('a detail that looks like a place to fill, or like a pattern, stays as it is', () => {
  assert.equal(filled("'{x}' and {sentence}", { x: '{sentence} $&', sentence: 'one' }), "'{sentence} $&' and one")
})
