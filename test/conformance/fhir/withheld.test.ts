import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type DecideDeps,
  decideLookUp,
  lapseAgreement,
  loadReference,
  offerAgreement,
  signAgreement,
} from '../../../src/care-settings/index.ts'
import type { Bundle, OperationOutcome } from '../../../src/fhir/bodies/resources.ts'
import type { Actor } from '../../../src/identity/index.ts'
import { askAboutChild, type LookupDeps, readAccessHistory, recordRefusal } from '../../../src/lookup/index.ts'
import { openMetrics, silentLog, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../support/register.ts'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import { access, byNumber, example, known, openEdge, protectionPlan, request } from './edge.ts'

// A plan that its authority has not opened to the care setting asked from, as FHIR tells it.

const testingham = { code: 'X03', name: 'Testingham City Council', emergencyPhone: '07700900803' }
const samplebury = { ...testingham, name: 'Samplebury Borough Council', officePhone: '01632960802' }

test('a plan shown and one withheld: one CareTeam, and an outcome with whom to ring', async () => {
  const answer = known([protectionPlan], [access(1)], [{ authority: testingham }])
  const body = (await request(openEdge({ answer }))).json()
  assertValidFhir(body)
  assert.deepEqual(body, example('withheld'))
})

test('all withheld: total 0 and yet not the body of nothing found, for the plans and for the history', async () => {
  const answer = known([], [], [{ authority: testingham }, { authority: samplebury }])
  for (const asked of ['/CareTeam', '/AuditEvent']) {
    const body = (await request(openEdge({ answer }), { path: asked })).json() as Bundle
    assertValidFhir(body)
    assert.equal(body.total, 0)
    assert.deepEqual(
      body.entry?.map(entry => [entry.search.mode, entry.resource.resourceType]),
      [
        ['outcome', 'OperationOutcome'],
        ['outcome', 'OperationOutcome'],
      ],
    )
  }
})

test('an office phone that is there is said first', async () => {
  const answer = known([], [], [{ authority: samplebury }])
  const { entry } = (await request(openEdge({ answer }))).json() as Bundle
  const outcome = entry?.[0]?.resource as OperationOutcome | undefined
  assert.equal(
    outcome?.issue[0]?.details.text,
    'Samplebury Borough Council holds child protection information about this person and withholds it from your care ' +
      'setting, because no data sharing agreement is signed. This does not mean that nothing is known. ' +
      'Phone the local authority: office hours 01632960802, emergency duty team 07700900803',
  )
})

test('the history beside a plan that is shown says nothing of what is withheld', async () => {
  const answer = known([protectionPlan], [access(1)], [{ authority: testingham }])
  const { entry } = (await request(openEdge({ answer }), { path: '/AuditEvent' })).json() as Bundle
  assert.deepEqual(
    entry?.map(one => one.search.mode),
    ['match', 'include'],
  )
})

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const child = nhsNumber(1)

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  const person = { nhsNumber: child }
  const plans = [{ type: 'CPP', start: '2026-01-05' }] as const
  await uploader(database, clock, 'X03', 'Testingham City Council').upload([{ person, plans }])
})
after(() => database.end())

/** An edge with the real decision and the real register behind it. */
function edgeFor(actor: Actor) {
  const common = { clock, randomness: systemRandomness, log: silentLog }
  const lookup: LookupDeps = {
    ...common,
    db: database.pool('lookup'),
    metrics: openMetrics('test'),
    answerWithinMs: 2_000,
  }
  const settings = { notifyingCodeInSilentSetting: 'allowed', silentCodeInStandardSetting: 'allowed' } as const
  const decide: DecideDeps = { db: database.pool('care_settings'), clock, settings }
  return openEdge({
    ...common,
    identify: async () => actor,
    decideLookUp: (who, declared) => decideLookUp(decide, who, declared),
    ask: question => askAboutChild(lookup, question),
    history: question => readAccessHistory(lookup, question),
    recordRefusal: refused => recordRefusal(lookup, refused),
  })
}

function from(odsCode: string, activity: 'B0107' | 'B0170'): Actor {
  const actor = staff('Val', { activities: new Set([activity]) })
  return { ...actor, author: { ...actor.author, organisation: { odsCode, name: odsCode } } }
}

/** How the entries of the answer are marked, in order. */
async function answered(actor: Actor, unscheduled: boolean, path = '/CareTeam'): Promise<string[]> {
  const headers = { isunscheduledaccessevent: String(unscheduled), 'x-request-id': systemRandomness.uuid() }
  const response = await request(edgeFor(actor), { path, query: byNumber(child), headers })
  assert.equal(response.statusCode, 200, response.body)
  const body = response.json() as Bundle
  assertValidFhir(body)
  return (body.entry ?? []).map(entry => entry.search.mode)
}

const dentist = from('V99001', 'B0170')

test('the nurse sees what the dentist does not; the early adopter sees it too', async () => {
  assert.deepEqual(await answered(dentist, false), ['outcome'])
  assert.deepEqual(await answered(dentist, false, '/AuditEvent'), ['outcome'])
  assert.deepEqual(await answered(from('X99', 'B0107'), true), ['match'])
  assert.deepEqual(await answered(from('V99003', 'B0170'), false), ['match'])
})

test('signed, the very next look-up shows the plan; lapsed, the very next withholds it', async () => {
  const deps = { db: database.pool('care_settings'), clock, randomness: systemRandomness }
  const offer = { authorityCode: 'X03', version: 'X-DSA-1', careSettings: ['dentistry'], by: 'test' }
  const { agreementId } = await offerAgreement(deps, offer)
  await signAgreement(deps, { agreementId, signatoryRole: "Director of Children's Services", by: 'test' })
  assert.deepEqual(await answered(dentist, false), ['match'])
  await lapseAgreement(deps, { agreementId, reason: 'test', by: 'test' })
  assert.deepEqual(await answered(dentist, false), ['outcome'])
})

test('a notifying role in a sexual assault referral centre is refused, tells nobody, and is a finding of the audit', async () => {
  const headers = { 'x-request-id': systemRandomness.uuid() }
  const response = await request(edgeFor(from('X8601', 'B0107')), { query: byNumber(child), headers })
  assert.equal(response.statusCode, 403)
  const entries = await database.owner.query({
    text: 'select outcome, detail from audit.entry where request_id = $1',
    values: [headers['x-request-id']],
  })
  const detail = { finding: 'notifying-code-in-silent-setting' }
  assert.deepEqual(entries, [{ outcome: 'LOOK_UP_SETTING_SILENT_ONLY', detail }])
})

test('from a sexual assault referral centre no look-up leaves an access or a notice', async () => {
  const count = async () =>
    database.owner.query({ text: 'select (select count(*) from lookup.access), count(*) from lookup.notice_order' })
  const before = await count()
  for (const activity of ['B0107', 'B0170'] as const)
    assert.deepEqual(await answered(from('X8601', activity), false), ['match'])
  assert.deepEqual(await count(), before)
})
