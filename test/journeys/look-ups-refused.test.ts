import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { systemRandomness } from '../../src/platform/index.ts'
import { type Answered, type Asked, byNumber, GP, NHS_NUMBER_SYSTEM, NURSE } from '../support/caller.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { keyOf } from '../support/sealed.ts'
import { startService } from '../support/service.ts'
import { assertValidFhir } from '../support/valid-fhir.ts'

// Look-ups that are refused, over the real stack: the exact answer, and what the system audit keeps of each.

const ERROR_SYSTEM = 'https://fhir.nhs.uk/CodeSystem/England-SpineErrorOrWarningCode'
const WARD = { userId: '656005750208', roleProfileId: '555254242208' } as const

const [child, another] = inventedChildren(2)
assert.ok(child && another)
const service = await startService({ people: [child, another] })
const { owner } = service.database
const authority = service.authority('X01')
const rows = [child, another].map(person => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] as const }))
const stored = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
assert.equal(stored.fileCode, 'CPF02')
const nurse = await service.signIn(NURSE.userId)
const gp = await service.signIn(GP.userId)

const ofNurse = {
  user_id: NURSE.userId,
  role_profile_id: NURSE.roleProfileId,
  activity: 'B0107',
  organisation: 'X99',
  client_id: 'open-cpis',
}
const ofGp = {
  ...ofNurse,
  user_id: GP.userId,
  role_profile_id: GP.roleProfileId,
  activity: 'B0170',
  organisation: 'Y99001',
}
const ofNobody = { user_id: null, role_profile_id: null, activity: null, organisation: null, client_id: null }

/** Issue code, national code, its display, diagnostics (fhir-api.md 4.5). */
type Issue = readonly [string, string, string, string]
type Refused = {
  readonly when: string
  readonly asked: Asked
  readonly status: number
  readonly issue: Issue
  readonly headers?: Readonly<Record<string, string>>
  readonly audited: Readonly<Record<string, string | null>>
}

const query = byNumber(child.nhsNumber)
const DENIED = 'Access has been denied to process this request'
const UNAUTHORISED = 'Access Denied - Unauthorised'
const INVALID_NUMBER: Issue = ['invalid', 'INVALID_SEARCH_DATA', 'Invalid NHS number', 'Invalid NHS number']
const withNumber = (identifier: string) => ({
  asked: { query: `patient:identifier=${identifier}`, bearer: nurse, unscheduled: true },
  status: 400,
  issue: INVALID_NUMBER,
  audited: { outcome: 'FHIR_NHS_NUMBER_INVALID', mode: 'standard', ...ofNurse },
})

const REFUSED: readonly Refused[] = [
  {
    when: 'without a token',
    asked: { query },
    status: 401,
    issue: ['forbidden', 'ACCESS_DENIED', UNAUTHORISED, 'Missing Authorization header'],
    headers: { 'www-authenticate': 'Bearer' },
    audited: { outcome: 'AUTHORIZATION_MISSING', mode: null, ...ofNobody },
  },
  {
    when: 'with a token nobody gave out',
    asked: { query, bearer: 'made-up' },
    status: 401,
    issue: ['forbidden', 'ACCESS_DENIED', UNAUTHORISED, 'Invalid Access Token'],
    headers: { 'www-authenticate': 'Bearer' },
    audited: { outcome: 'ACCESS_TOKEN_INVALID', mode: null, ...ofNobody },
  },
  {
    when: 'by a GP in scheduled care who declares it unscheduled',
    asked: { query, bearer: gp, unscheduled: true },
    status: 403,
    issue: ['forbidden', 'ACCESS_DENIED', DENIED, DENIED],
    audited: { outcome: 'LOOK_UP_ACTIVITY_SILENT_ONLY', mode: null, ...ofGp },
  },
  { when: 'by an identifier of another system', ...withNumber(`https://example.org/ids|${child.nhsNumber}`) },
  { when: 'by a number without its system', ...withNumber(child.nhsNumber) },
  {
    when: 'by two numbers with a comma between',
    ...withNumber(`${NHS_NUMBER_SYSTEM}|${child.nhsNumber},${NHS_NUMBER_SYSTEM}|${another.nhsNumber}`),
  },
  {
    when: 'by two identifiers',
    ...withNumber(`${NHS_NUMBER_SYSTEM}|${child.nhsNumber}&${byNumber(another.nhsNumber)}`),
  },
  {
    when: 'for the count only',
    asked: { query: `${query}&_summary=count`, bearer: nurse, unscheduled: true },
    status: 400,
    issue: [
      'invariant',
      'ADDITIONAL_PROPERTIES',
      'Additional properties should not be included',
      "Invalid request with error - Additional properties are not allowed ('_summary' was unexpected)",
    ],
    audited: { outcome: 'FHIR_PARAMETER_UNEXPECTED', mode: 'standard', ...ofNurse },
  },
]

for (const { when, asked, status, issue, headers = {}, audited } of REFUSED)
  test(`when a look-up is asked ${when}, then it is refused with ${status}, and the audit knows`, async () => {
    await thenRefused(asked, { status, issue, headers, audited })
  })

test('when a child is asked about by HEAD, then nothing is told, and the audit knows', async () => {
  const requestId = systemRandomness.uuid()
  const answer = await service.ask({ method: 'HEAD', query, bearer: nurse, unscheduled: true, requestId })
  assert.deepEqual([answer.status, answer.headers.get('allow'), answer.body], [405, 'GET', undefined])
  assert.deepEqual(await auditOf(requestId), [entry({ outcome: 'FHIR_WRONG_METHOD', mode: null, ...ofNobody })])
})

test('when a token has run out, then it is refused with 401, and the audit knows', async () => {
  const bearer = await service.signIn(NURSE.userId)
  await givenAnHourPassed(bearer)
  await thenRefused(
    { query, bearer, unscheduled: true },
    {
      status: 401,
      issue: ['forbidden', 'ACCESS_DENIED', UNAUTHORISED, 'Access Token expired'],
      headers: { 'www-authenticate': 'Bearer' },
      audited: { outcome: 'ACCESS_TOKEN_EXPIRED', mode: null, ...ofNobody },
    },
  )
})

test('given none of these told or counted anything, when the nurse asks rightly, then this is the only access', async () => {
  assert.deepEqual(await owner.query({ text: 'select from lookup.access' }), [])
  const answer = await service.ask({ query, bearer: nurse, unscheduled: true })
  assert.equal(answer.status, 200)
  assert.equal((answer.body as { total: number }).total, 1)
  const accesses = await owner.query({ text: 'select child_key, counted from lookup.access' })
  assert.deepEqual(accesses, [{ child_key: keyOf(child.nhsNumber), counted: true }])
})

test('given somebody asks, when their role is taken from them, then the next look-up in the same session is refused', async () => {
  const bearer = await service.signIn(WARD.userId)
  assert.equal((await service.ask({ query, bearer, unscheduled: true })).status, 200)
  await givenRoleTaken(WARD.roleProfileId)
  await thenRefused(
    { query, bearer, unscheduled: true },
    {
      status: 400,
      issue: ['value', 'INVALID_VALUE', 'Provided value is invalid', 'selected_roleid is misconfigured/invalid'],
      headers: {},
      audited: { outcome: 'SELECTED_ROLE_INVALID', mode: null, ...ofNobody },
    },
  )
})

test('and the log names neither child', () => {
  const log = service.logged()
  assert.match(log, /CareTeam/)
  assert.deepEqual(linesThatName([child, another], log), [])
})

async function givenAnHourPassed(bearer: string): Promise<void> {
  const expired = await owner.query({
    text: `update identity.access_token set issued_at = issued_at - interval '1 hour',
      expires_at = expires_at - interval '1 hour' where token_hash = $1 returning 1`,
    values: [createHash('sha256').update(bearer).digest()],
  })
  assert.equal(expired.length, 1)
}

async function givenRoleTaken(roleProfileId: string): Promise<void> {
  await owner.query({
    text: 'update identity.role_profile set replaced_at = now() where role_profile_id = $1',
    values: [roleProfileId],
  })
}

async function thenRefused(asked: Asked, expected: Omit<Refused, 'when' | 'asked'>): Promise<void> {
  const requestId = systemRandomness.uuid()
  const answer = await service.ask({ ...asked, requestId })
  assert.equal(answer.status, expected.status)
  assertOutcome(answer, expected.issue)
  for (const [name, value] of Object.entries({ ...expected.headers, 'x-request-id': requestId }))
    assert.equal(answer.headers.get(name), value, name)
  assert.deepEqual(await auditOf(requestId), [entry(expected.audited)])
}

function assertOutcome({ headers, body }: Answered, [code, national, display, diagnostics]: Issue): void {
  assert.deepEqual([headers.get('content-type'), headers.get('cache-control')], ['application/fhir+json', 'no-store'])
  assert.ok(typeof body === 'object' && body !== null && 'id' in body)
  assertValidFhir(body)
  const details = { coding: [{ system: ERROR_SYSTEM, code: national, display }] }
  assert.deepEqual(body, {
    resourceType: 'OperationOutcome',
    id: body.id,
    issue: [{ severity: 'error', code, details, diagnostics }],
  })
}

const entry = (audited: Refused['audited']) => ({ action: 'look-up', channel: 'fhir', child_key: null, ...audited })

async function auditOf(requestId: string): Promise<unknown[]> {
  return owner.query({
    text: `select action, channel, outcome, mode, child_key, user_id, role_profile_id, activity, organisation, client_id
      from audit.entry where request_id = $1`,
    values: [requestId],
  })
}
