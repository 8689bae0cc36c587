import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { decideLookUp, loadReference } from '../../../src/care-settings/index.ts'
import type { AuditEvent, Bundle, CareTeam, OperationOutcome } from '../../../src/fhir/bodies/resources.ts'
import type { Actor } from '../../../src/identity/index.ts'
import { type Answer, foreseeAnswer, readAccessHistory } from '../../../src/lookup/index.ts'
import { isRefusal, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { movedClock, nhsNumber, type Plan, type Uploader, uploader } from '../../support/register.ts'
import { byNumber, request } from './edge.ts'
import { decideDeps, lookupDeps, realEdge, staffOf } from './real-edge.ts'

// For random registers and askers, what FHIR answers is what the look-up answers: no plan more, none fewer, and nothing
// known only where nothing is.

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const authorities: Record<string, Uploader> = {}
before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  for (const code of ['X01', 'X02', 'X03']) authorities[code] = uploader(database, clock, code)
})
after(() => database.end())

const day = (from: string, days: number) => new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10)

/** A plan that began up to 700 days ago, open, or ended on or before today. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    type: fc.constantFrom('CPP' as const, 'LAC' as const),
    age: fc.integer({ min: 1, max: 700 }),
    length: fc.option(fc.integer({ min: 0, max: 699 })),
  })
  .map(({ type, age, length }) => ({
    type,
    start: day('2026-11-22', -age),
    ...(length !== null && { end: day('2026-11-22', Math.min(0, length - age)) }),
  }))

const held = fc.uniqueArray(fc.record({ authority: fc.constantFrom('X01', 'X02', 'X03'), plan }), {
  maxLength: 3,
  selector: one => one.authority,
})

/** Emergency department, surgery, dentist, early adopter, referral centre, one not onboarded, one that nobody knows. */
const asker = fc.record({
  odsCode: fc.constantFrom('X99', 'Y99001', 'V99001', 'V99003', 'X8601', 'X9903', 'NOWHERE'),
  activities: fc.subarray(['B0107', 'B0170']),
  unscheduled: fc.constantFrom(true, false, undefined),
})

let place = 2_000
let shown = 0

test('FHIR answers as the look-up does, for random registers and askers', async () => {
  await fc.assert(
    fc.asyncProperty(held, fc.array(asker, { minLength: 1, maxLength: 4 }), async (plans, askers) => {
      place += 1
      const child = nhsNumber(place)
      for (const one of plans)
        await authorities[one.authority]?.upload([{ person: { nhsNumber: child }, plans: [one.plan] }])
      for (const { odsCode, activities, unscheduled } of askers) {
        const actor = staffOf(odsCode, ...activities)
        const wanted = await wantedOf(actor, child, unscheduled)
        assert.deepEqual(await answeredBy(actor, child, unscheduled), wanted.plans)
        if ('plans' in wanted.plans) shown += wanted.plans.plans.length
        assert.deepEqual(await historyBy(actor, child, unscheduled), await wanted.history())
      }
    }),
    { numRuns: 60 },
  )
  assert.ok(shown > 20, `only ${shown} plans were shown in all`)
})

type Told = { status: number; plans: unknown[]; withheld: number } | { status: number; code: string }

/** What the look-up itself answers, asked without leaving anything behind. */
async function wantedOf(actor: Actor, child: ReturnType<typeof nhsNumber>, unscheduled: boolean | undefined) {
  try {
    const decision = await decideLookUp(decideDeps(database, clock), actor, unscheduled)
    const asked = { nhsNumber: child, ...decision, actor, channel: 'fhir', requestId: systemRandomness.uuid() } as const
    const deps = lookupDeps(database, clock)
    const plans = plansOf(await foreseeAnswer(deps, { ...asked, history: false }, 'test'))
    const history = async () => accessesOf(await readAccessHistory(deps, { ...asked, history: true }))
    return { plans, history }
  } catch (error) {
    assert.ok(isRefusal(error))
    const denied = { status: error.status, code: 'ACCESS_DENIED' }
    return { plans: denied, history: async () => denied }
  }
}

function plansOf(answer: Answer): Told {
  assert.notEqual(answer.kind, 'NotChecked')
  if (answer.kind !== 'Known') return { status: 200, plans: [], withheld: 0 }
  const plans = answer.plans.map(one => [
    one.planId,
    one.type,
    one.start,
    one.end,
    one.authority.name,
    one.authority.emergencyPhone,
    one.end !== undefined && one.end < '2026-11-22' ? 'inactive' : 'active',
  ])
  return { status: 200, plans, withheld: answer.withheld.length }
}

const accessesOf = (answer: Answer) => ({
  status: 200,
  accesses: answer.kind === 'Known' ? answer.history.map(one => [one.accessId, one.at.toISOString()]) : [],
})

const TYPES: Record<string, string> = { '342191000000101': 'CPP', '764841000000100': 'LAC' }

async function bundleOf(actor: Actor, child: string, unscheduled: boolean | undefined, path: string) {
  const headers = {
    'x-request-id': systemRandomness.uuid(),
    ...(unscheduled !== undefined && { isunscheduledaccessevent: String(unscheduled) }),
  }
  const response = await request(realEdge(database, clock, { actor }), { path, query: byNumber(child), headers })
  const resources = ((response.json() as Bundle).entry ?? []).map(one => one.resource)
  return { status: response.statusCode, total: response.json().total, body: response.json(), resources }
}

async function answeredBy(actor: Actor, child: string, unscheduled: boolean | undefined): Promise<Told> {
  const { status, total, body, resources } = await bundleOf(actor, child, unscheduled, '/CareTeam')
  if (status !== 200) return { status, code: (body as OperationOutcome).issue[0]?.details.coding[0]?.code ?? '' }
  const teams = resources.filter((one): one is CareTeam => one.resourceType === 'CareTeam')
  assert.equal(total, teams.length)
  const plans = teams.map(team => [
    team.id,
    TYPES[team.category[0]?.coding[0]?.code ?? ''],
    team.period.start,
    team.period.end,
    team.name,
    team.telecom.find(one => one.use === 'mobile')?.value,
    team.status,
  ])
  return { status, plans, withheld: resources.length - teams.length }
}

async function historyBy(actor: Actor, child: string, unscheduled: boolean | undefined): Promise<unknown> {
  const { status, body, resources } = await bundleOf(actor, child, unscheduled, '/AuditEvent')
  if (status !== 200) return { status, code: (body as OperationOutcome).issue[0]?.details.coding[0]?.code }
  const events = resources.filter((one): one is AuditEvent => one.resourceType === 'AuditEvent')
  return { status, accesses: events.map(event => [event.id, event.recorded]) }
}
