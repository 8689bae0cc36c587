import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { loadReference } from '../../../src/care-settings/index.ts'
import { lookupErrors } from '../../../src/lookup/index.ts'
import type { Notice } from '../../../src/notifications/index.ts'
import { readWasNotBrought, takeOverOrders, writeWasNotBrought } from '../../../src/notifications/index.ts'
import { openNotice } from '../../../src/notifications/sealed-notice.ts'
import { openMetrics, refusal, silentLog, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { movedClock, nhsNumber, uploader } from '../../support/register.ts'
import { keyOf } from '../../support/sealed.ts'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import { type Behind, CHILD, decided, type Edge, example, openEdge, REQUEST_ID, request, SYSTEM } from './edge.ts'
import { realEdge, staffOf } from './real-edge.ts'
import { throwing } from './refusal-cases.ts'

// What is declared beside look-ups: an unscheduled encounter, and that a child was not brought.

const ENCOUNTER = '/$declare-unscheduled-encounter'
const NOT_BROUGHT = '/$was-not-brought'
const sentenceOf = (code: keyof typeof lookupErrors) => lookupErrors[code].sentence

type Parameter = { name: string } & Record<string, unknown>
const patient = (number: string): Parameter => ({ name: 'patient', valueIdentifier: { system: SYSTEM, value: number } })
const REASONS = 'https://open-cpis.example.org/CodeSystem/X-not-brought-reason'
const reason = (code = 'X-NOT-BROUGHT'): Parameter => ({ name: 'reason', valueCoding: { system: REASONS, code } })
const at = (name: string, valueInstant: string): Parameter => ({ name, valueInstant })
const body = (...parameter: Parameter[]) => JSON.stringify({ resourceType: 'Parameters', parameter })

const encounter = (number: string = CHILD, when = '2026-03-07T17:30:00.000Z') =>
  body(patient(number), at('encounterAt', when))
const missed = (number: string = CHILD, when = '2026-03-02T09:30:00+00:00', ...more: Parameter[]) =>
  body(patient(number), at('appointmentAt', when), reason(), ...more)

const JSON_TYPE = { 'content-type': 'application/fhir+json' }
const call = (edge: Edge, path: string, form: string, headers: Record<string, string> = {}) =>
  request(edge, { method: 'POST', path, query: '', form, headers: { ...JSON_TYPE, ...headers } })

test('an encounter is declared as unscheduled, with its time, and answered with its outcome only', async () => {
  const edge = openEdge()
  const response = await call(edge, ENCOUNTER, JSON.stringify(example('declare-unscheduled-encounter')))
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['cache-control'], 'no-store')
  assertValidFhir(example('declare-unscheduled-encounter'))
  assertValidFhir(response.json())
  assert.deepEqual(response.json(), example('encounter-recorded'))
  assert.deepEqual(edge.calls.declared, [true])
  assert.deepEqual(edge.calls.order, ['identify', 'decideLookUp', 'declareEncounter'])
  const [declaration] = edge.calls.declarations as unknown as {
    nhsNumber: string
    encounterAt: Date
    requestId: string
  }[]
  assert.equal(declaration?.nhsNumber, CHILD)
  assert.equal(declaration?.requestId, REQUEST_ID)
  assert.deepEqual(declaration?.encounterAt, new Date('2026-03-07T17:30:00Z'))
})

test('that a child was not brought is told with a reason and a note, as scheduled care', async () => {
  const edge = openEdge()
  const response = await call(edge, NOT_BROUGHT, JSON.stringify(example('was-not-brought')))
  assert.equal(response.statusCode, 200, response.body)
  assertValidFhir(example('was-not-brought'))
  assert.deepEqual(edge.calls.declared, [false])
  const [told] = edge.calls.declarations as unknown as { reason: string; note: string; appointmentAt: Date }[]
  assert.deepEqual(
    [told?.reason, told?.note, told?.appointmentAt],
    [
      'X-NOT-BROUGHT-AGAIN',
      'Third missed hearing clinic; no answer on either phone.',
      new Date('2026-03-02T09:30:00Z'),
    ],
  )
})

const outcomes = [
  [{ kind: 'Recorded', again: true, withheld: [] }, 'already-recorded'],
  [{ kind: 'NothingKnown' }, 'nothing-known'],
] as const
for (const [answer, outcome] of outcomes)
  test(`the outcome ${outcome}`, async () => {
    const response = await call(openEdge({ declareEncounter: async () => answer }), ENCOUNTER, encounter())
    assert.deepEqual(response.json().parameter, [{ name: 'outcome', valueCode: outcome }])
  })

test('where all is withheld nobody was told, and the answer says whom to ring', async () => {
  const authority = { code: 'X03', name: 'Third Council', emergencyPhone: '07700900003' }
  const declareEncounter = async () => ({ kind: 'NotRecorded', withheld: [{ authority }] }) as const
  const response = await call(openEdge({ declareEncounter }), ENCOUNTER, encounter())
  assertValidFhir(response.json())
  const [outcome, withheld] = response.json().parameter
  assert.equal(outcome.valueCode, 'withheld')
  assert.match(withheld.resource.issue[0].details.text, /^Third Council holds child protection information/)
})

test('not checked is 503 and says what to do instead', async () => {
  const notChecked = { kind: 'NotChecked', reason: 'too-slow', checkedAt: new Date(0) } as const
  const response = await call(openEdge({ alertAuthority: async () => notChecked }), NOT_BROUGHT, missed())
  assert.equal(response.statusCode, 503)
  assert.equal(response.headers['retry-after'], '5')
})

type Case = {
  name: string
  path?: string
  form: string
  headers?: Record<string, string>
  behind?: Behind
  status: number
  code: string
  says: string
}
const P = 'Invalid Parameters - '
const refused: Case[] = [
  {
    name: 'a form',
    form: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'FHIR_UNSUPPORTED_RESOURCE',
    says: 'Unsupported media type - the body of an operation is application/fhir+json',
  },
  { name: 'no JSON', form: '{', status: 400, code: 'FHIR_PARAMETERS_INVALID', says: `${P}it is no JSON` },
  {
    name: 'another resource',
    form: '{"resourceType":"Bundle"}',
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}it is no Parameters resource`,
  },
  {
    name: 'no time',
    form: body(patient(CHILD)),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}'encounterAt' is missing`,
  },
  {
    name: 'a time without zone',
    form: encounter(CHILD, '2026-03-07T17:30:00'),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}'encounterAt'`,
  },
  {
    name: 'a time that is none',
    form: encounter(CHILD, '2026-13-07T17:30:00Z'),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}the time`,
  },
  {
    name: 'a parameter twice',
    form: body(patient(CHILD), patient(CHILD), at('encounterAt', '2026-03-07T17:30:00Z')),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}'patient'`,
  },
  {
    name: 'a parameter too many',
    form: body(patient(CHILD), at('encounterAt', '2026-03-07T17:30:00Z'), reason()),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}a parameter that is not taken`,
  },
  {
    name: 'a wrong number',
    form: encounter('1234567890'),
    status: 400,
    code: 'FHIR_NHS_NUMBER_INVALID',
    says: 'Invalid NHS number',
  },
  {
    name: 'an unknown reason',
    path: NOT_BROUGHT,
    form: body(patient(CHILD), at('appointmentAt', '2026-03-02T09:30:00Z'), reason('OTHER')),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}the code of the reason`,
  },
  {
    name: 'a note too long',
    path: NOT_BROUGHT,
    form: missed(CHILD, '2026-03-02T09:30:00Z', { name: 'note', valueString: 'x'.repeat(501) }),
    status: 400,
    code: 'FHIR_PARAMETERS_INVALID',
    says: `${P}'note'`,
  },
  {
    name: 'an encounter declared as scheduled',
    form: encounter(),
    headers: { isunscheduledaccessevent: 'false' },
    status: 400,
    code: 'FHIR_DECLARATION_INVALID',
    says: 'Missing or invalid header parameter',
  },
  {
    name: 'an alert declared as unscheduled',
    path: NOT_BROUGHT,
    form: missed(),
    headers: { isunscheduledaccessevent: 'true' },
    status: 400,
    code: 'FHIR_DECLARATION_INVALID',
    says: 'Missing or invalid header parameter',
  },
  {
    name: 'a time that cannot be',
    form: encounter(),
    behind: { declareEncounter: throwing(refusal(lookupErrors, 'ENCOUNTER_TIME_INVALID')) },
    status: 400,
    code: 'ENCOUNTER_TIME_INVALID',
    says: `${P}The encounter lies in the future or more than 24 hours back`,
  },
]
for (const { name, path = ENCOUNTER, form, headers, behind, status, code, says } of refused)
  test(`refused: ${name}`, async () => {
    const edge = openEdge(behind)
    const response = await call(edge, path, form, headers)
    assert.equal(response.statusCode, status)
    assertValidFhir(response.json())
    assert.equal(response.json().issue[0].diagnostics, says)
    assert.deepEqual(
      edge.calls.refusals.map(one => one.code),
      [code],
    )
    assert.deepEqual(edge.calls.declarations, [])
  })

test('an operation must have an X-Request-ID: what writes must be known when it comes again', async () => {
  const url = `/cpis/FHIR/R4${ENCOUNTER}`
  const headers = { ...JSON_TYPE, authorization: 'Bearer example' }
  const response = await openEdge().server.inject({ method: 'POST', url, headers, payload: encounter() })
  assert.equal(response.statusCode, 400)
  assert.equal(response.json().issue[0].details.coding[0].code, 'MISSING_VALUE')
})

test('an operation is never done by GET', async () => {
  const edge = openEdge({ decideLookUp: async () => decided('standard') })
  for (const path of [ENCOUNTER, NOT_BROUGHT]) {
    const response = await request(edge, { path, query: '' })
    assert.deepEqual([response.statusCode, response.headers['allow']], [405, 'POST'])
  }
  assert.deepEqual(edge.calls.declarations, [])
})

// Over the real register.

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const nurse = staffOf('X99', 'B0107')
const gp = staffOf('Y99001', 'B0170')
const sarc = staffOf('X8601', 'B0170')
const dentist = staffOf('V99001', 'B0170')
let place = 50
let child = nhsNumber(place)

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
})
after(() => database.end())
beforeEach(() => {
  place += 1
  child = nhsNumber(place)
})

let uploads: ReturnType<typeof uploader> | undefined
async function held(): Promise<void> {
  uploads ??= uploader(database, clock, 'X03', 'Testingham City Council')
  await uploads.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
}

async function outcomeOf(
  edge: Edge,
  path: string,
  form: string,
  requestId: string = systemRandomness.uuid(),
): Promise<string> {
  const response = await call(edge, path, form, { 'x-request-id': requestId })
  if (response.statusCode !== 200) return response.json().issue[0].diagnostics
  assertValidFhir(response.json())
  assert.ok(!response.body.includes('CareTeam'))
  return response.json().parameter[0].valueCode
}

const HOUR_AGO = '2026-11-22T09:00:00Z'
const orders = () =>
  database.owner.query<{ kind: string }>({
    text: 'select kind from lookup.notice_order where child_key = $1 order by at',
    values: [keyOf(child)],
  })

async function historyOf(): Promise<unknown[]> {
  const response = await request(realEdge(database, clock, { actor: nurse }), {
    path: '/AuditEvent',
    query: `patient:identifier=${SYSTEM}|${child}`,
    headers: { 'x-request-id': systemRandomness.uuid() },
  })
  assertValidFhir(response.json())
  type Entry = { resource: { resourceType: string; subtype?: { code: string }[] } }
  const entries: Entry[] = response.json().entry ?? []
  return entries.filter(one => one.resource.resourceType === 'AuditEvent').map(one => one.resource.subtype?.[0]?.code)
}

test('an encounter is in the history and orders a notice; declared again, or after a look-up, it counts once', async () => {
  await held()
  const edge = realEdge(database, clock, { actor: nurse })
  const id = systemRandomness.uuid()
  assert.equal(await outcomeOf(edge, ENCOUNTER, encounter(child, HOUR_AGO), id), 'recorded')
  assert.equal(await outcomeOf(edge, ENCOUNTER, encounter(child, HOUR_AGO), id), 'already-recorded')
  assert.equal(await outcomeOf(edge, ENCOUNTER, encounter(child, HOUR_AGO)), 'already-recorded')
  await request(edge, {
    query: `patient:identifier=${SYSTEM}|${child}`,
    headers: { 'x-request-id': systemRandomness.uuid() },
  })
  assert.deepEqual(await orders(), [{ kind: 'encounter' }])
  assert.deepEqual(await historyOf(), ['X-UNSCHEDULED-ENCOUNTER'])
})

test('of a child nobody knows nothing is written but the audit', async () => {
  assert.equal(
    await outcomeOf(realEdge(database, clock, { actor: nurse }), ENCOUNTER, encounter(child, HOUR_AGO)),
    'nothing-known',
  )
  assert.deepEqual(await orders(), [])
  const entries = await database.owner.query({
    text: 'select action, outcome from audit.entry where child_key = $1',
    values: [keyOf(child)],
  })
  assert.deepEqual(entries, [{ action: 'encounter', outcome: 'NotKnown' }])
})

test('an encounter of tomorrow, or of the day before yesterday, is refused', async () => {
  const edge = realEdge(database, clock, { actor: nurse })
  for (const when of ['2026-11-23T10:00:00Z', '2026-11-20T10:00:00Z'])
    assert.equal(await outcomeOf(edge, ENCOUNTER, encounter(child, when)), P + sentenceOf('ENCOUNTER_TIME_INVALID'))
})

test('from a silent read: the authority is told why, the history marks it, and each appointment is told of once', async () => {
  await held()
  const edge = realEdge(database, clock, { actor: gp })
  const note = { name: 'note', valueString: 'Nobody answers the phone.' }
  assert.equal(await outcomeOf(edge, NOT_BROUGHT, missed(child, '2026-11-20T09:30:00Z', note)), 'recorded')
  assert.equal(await outcomeOf(edge, NOT_BROUGHT, missed(child, '2026-11-20T09:30:00Z')), 'already-recorded')
  assert.equal(await outcomeOf(edge, NOT_BROUGHT, missed(child, '2026-11-21T09:30:00Z')), 'recorded')
  assert.deepEqual(await historyOf(), ['X-WAS-NOT-BROUGHT', 'X-WAS-NOT-BROUGHT'])
  const notices = await noticesOf()
  assert.deepEqual(
    notices.map(notice => notice.kind),
    ['was-not-brought', 'was-not-brought'],
  )
  const [told] = notices
  assert.ok(told?.kind === 'was-not-brought')
  assert.deepEqual(readWasNotBrought(Buffer.from(writeWasNotBrought(told))), told)
  assert.equal(told.alert.note, 'Nobody answers the phone.')
  assert.deepEqual(told.alert.appointmentAt, new Date('2026-11-20T09:30:00Z'))
  assert.equal(told.authority.odsCode, 'X03')
  const audited = JSON.stringify(
    await database.owner.query({ text: 'select detail from audit.entry where child_key = $1', values: [keyOf(child)] }),
  )
  assert.ok(!audited.includes('phone'), 'the audit keeps no words of the clinician')
})

/** The notices of the child's orders, as the worker makes them. */
async function noticesOf(): Promise<Notice[]> {
  const deps = {
    db: database.pool('notifications'),
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('test'),
  }
  await takeOverOrders(deps, { lookup: database.pool('lookup'), register: database.pool('register') })
  const rows = await database.owner.query<{ notice_id: string; content_sealed: Buffer }>({
    text: 'select notice_id, content_sealed from notifications.notification where child_key = $1',
    values: [keyOf(child)],
  })
  const notices = rows.map(row => openNotice(row.notice_id, row.content_sealed))
  const about = (notice: Notice) => (notice.kind === 'was-not-brought' ? notice.alert.appointmentAt.getTime() : 0)
  return notices.sort((one, other) => about(one) - about(other))
}

test('an alert after a silent read with the same request id is an alert all the same', async () => {
  await held()
  const edge = realEdge(database, clock, { actor: gp })
  const id = systemRandomness.uuid()
  const headers = { 'x-request-id': id, isunscheduledaccessevent: 'false' }
  await request(edge, { query: `patient:identifier=${SYSTEM}|${child}`, headers })
  assert.deepEqual(await orders(), [])
  assert.equal(await outcomeOf(edge, NOT_BROUGHT, missed(child, '2026-11-20T09:30:00Z'), id), 'recorded')
})

test('an authority that has not opened its plan to the setting is not told, and the clinician is', async () => {
  await held()
  assert.equal(
    await outcomeOf(realEdge(database, clock, { actor: dentist }), NOT_BROUGHT, missed(child, '2026-11-20T09:30:00Z')),
    'withheld',
  )
  assert.deepEqual(await orders(), [])
})

test('from unscheduled care there is nothing to alert: look-ups there tell of themselves', async () => {
  await held()
  const says = await outcomeOf(
    realEdge(database, clock, { actor: nurse }),
    NOT_BROUGHT,
    missed(child, '2026-11-20T09:30:00Z'),
  )
  assert.equal(says, sentenceOf('ALERT_SETTING_NOT_SILENT'))
  assert.deepEqual(await orders(), [])
})

test('from a sexual assault referral centre nothing is told, unless that is allowed', async () => {
  await held()
  const form = missed(child, '2026-11-20T09:30:00Z')
  const says = await outcomeOf(realEdge(database, clock, { actor: sarc }), NOT_BROUGHT, form)
  assert.equal(says, sentenceOf('ALERT_SETTING_CONFIDENTIAL'))
  assert.deepEqual([await orders(), await historyOf()], [[], []])
  const allowing = realEdge(database, clock, { actor: sarc, fromSilentOnlySettings: 'allowed' })
  assert.equal(await outcomeOf(allowing, NOT_BROUGHT, form), 'recorded')
})

test('an appointment that is still to come, or long past, is refused', async () => {
  const edge = realEdge(database, clock, { actor: gp })
  for (const when of ['2026-11-23T10:00:00Z', '2026-08-01T10:00:00Z'])
    assert.equal(await outcomeOf(edge, NOT_BROUGHT, missed(child, when)), P + sentenceOf('ALERT_TIME_INVALID'))
})

test('a silent user may not declare an encounter', async () => {
  await held()
  const says = await outcomeOf(realEdge(database, clock, { actor: gp }), ENCOUNTER, encounter(child, HOUR_AGO))
  assert.equal(says, 'Access has been denied to process this request')
  assert.deepEqual(await orders(), [])
})
