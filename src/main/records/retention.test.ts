import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Audited, audited } from '../../../test/support/audited.ts'
import { uploader } from '../../../test/support/register.ts'
import { takeOverOrders } from '../../notifications/index.ts'
import { silentLog, systemRandomness, takeCheckpoints } from '../../platform/index.ts'
import {
  askToLift,
  liftHold,
  listHolds,
  placeHold,
  type RetentionDeps,
  type RetentionRun,
  runRetention,
} from '../../records/index.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { retentionDepsOf } from './records-deps.ts'

// A register, look-ups, notices and an audit chain, and a clock that is moved over years: what is over its period goes, what
// is not stays, and the chain is whole all the while.

let field: Audited
let deps: RetentionDeps
let end: () => Promise<void>

before(async () => {
  field = await audited()
  const { database, clock } = field
  const quiet = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url }
  const ground = { ...groundOf('records', settingsFrom(quiet)), clock }
  deps = retentionDepsOf(ground)
  end = () => ground.end()
  await live()
})
after(async () => {
  await end()
  await field[Symbol.asyncDispose]()
})

const rows = <Row>(text: string, ...values: unknown[]) => field.database.owner.query<Row>({ text, values })
async function count(from: string): Promise<number> {
  const [row] = await rows<{ count: number }>(`select count(*)::int as count from ${from}`)
  return row?.count ?? -1
}

/** Two look-ups of the first child, one by its number before; a silent one of the third, whose plan then ends. */
async function live(): Promise<void> {
  const { database, clock, children, ask } = field
  const [first, old, third, unknown] = children
  for (const nhsNumber of [first, old, unknown]) if (nhsNumber !== undefined) await ask({ nhsNumber })
  if (third !== undefined) await ask({ nhsNumber: third, mode: 'silent' })
  const orders = { lookup: database.pool('lookup'), register: database.pool('register') }
  const taking = { db: database.pool('notifications'), clock, randomness: systemRandomness, log: silentLog }
  await takeOverOrders(taking as unknown as Parameters<typeof takeOverOrders>[0], orders)
  await rows(`update notifications.notification set state = 'collected', settled_at = $1`, clock.now())
  await rows(`insert into demographics.sweep (night, started_at) values ('2026-11-22', $1)`, clock.now())
  await rows(
    `insert into demographics.inactive_number (child_key, learned_at) values (gen_random_uuid(), $1)`,
    clock.now(),
  )
  const ended = { type: 'CPP', start: '2026-01-05', end: '2026-11-01' } as const
  clock.forward(1)
  const again = uploader(database, clock, 'X01')
  await again.upload([])
  await again.upload([{ person: { nhsNumber: third ?? '' }, plans: [ended] }])
  await takeCheckpoints(field.checkpoints)
}

const run = async (isDry = false) => removedBy(await runRetention(deps, { by: 'op', isDry }))

/** What went, kind by kind, without the kinds of which nothing did. */
function removedBy({ counts }: RetentionRun): Record<string, number> {
  return Object.fromEntries(counts.filter(one => one.count > 0).map(({ kind, count }) => [kind, count]))
}

async function thenWhole(erased: number): Promise<void> {
  const verified = await field.verify()
  assert.deepEqual([verified.erased, verified.problems], [erased, []])
}

test('nothing goes before its period is over', async () => {
  assert.deepEqual(await run(true), {})
  assert.deepEqual(await run(), {})
  await thenWhole(0)
})

test('after days only what counts once in 24 hours goes', async () => {
  field.clock.forward(3 * 24)
  const due = await run(true)
  assert.deepEqual(Object.keys(due), ['counted-authors'])
  assert.deepEqual(await run(), due)
  assert.deepEqual(await run(), {})
})

test('after a year and a month the records of uploads go, the uploads and plans stay', async () => {
  field.clock.at('2027-12-31T01:00:00Z')
  const [uploads, plans] = [await count('register.upload'), await count('register.plan')]
  const records = await count('register.upload_verdicts')
  assert.ok(records > 0)
  assert.deepEqual(await run(), { 'upload-records': records, 'inactive-numbers': 1, sweeps: 1 })
  assert.deepEqual([await count('register.upload'), await count('register.plan')], [uploads, plans])
})

test('after three years the notices go', async () => {
  const notices = await count('notifications.notification')
  assert.ok(notices > 0)
  field.clock.at('2029-11-22T09:00:00Z')
  assert.deepEqual(await run(), {})
  field.clock.at('2029-11-23T11:00:00Z')
  assert.deepEqual(await run(), { notices })
})

test('after eight years entries and accesses of a child that is held stay, the others are erased', async () => {
  field.clock.at('2034-12-01T01:00:00Z')
  const [first] = field.children
  const reason = 'X-INQUIRY, order 7'
  const holdId = await placeHold(deps, { nhsNumber: first ?? '', reason, by: 'ada' })
  const accesses = await count('lookup.access')
  const { audit } = await run(true)
  const removed = await run()
  assert.ok((audit ?? 0) > 0)
  assert.equal(await count('lookup.access'), accesses, 'both accesses are under the held number')
  await thenWhole(removed['audit'] ?? 0)
  const [left] = await rows<{ count: number }>(
    `select count(*)::int as count from audit.entry where erased_at is null and action = 'look-up'`,
  )
  assert.equal(left?.count, 2, 'of the child by both its numbers')
  assert.deepEqual(await listHolds(deps), [
    { holdId, nhsNumber: first, reason, placedBy: 'ada', placedAt: field.clock.now() },
  ])
})

test('lifting a hold takes two people; then what was held goes, and the newest accesses of a child with a plan stay', async () => {
  const [{ holdId } = { holdId: '' }] = await listHolds(deps)
  await assert.rejects(liftHold(deps, { holdId, by: 'bob' }), {
    code: 'HOLD_LIFT_NOT_ASKED',
    message: `Nobody has asked for this hold to be lifted (${holdId})`,
  })
  await askToLift(deps, { holdId, by: 'ada' })
  await assert.rejects(liftHold(deps, { holdId, by: 'ada' }), {
    code: 'RECORDS_SECOND_PERSON_WANTED',
    message: `Somebody else must agree: what is deleted does not come back (${holdId})`,
  })
  assert.deepEqual(await run(), {})
  await liftHold(deps, { holdId, by: 'bob' })
  await assert.rejects(liftHold(deps, { holdId, by: 'bob' }), { code: 'HOLD_UNKNOWN' })
  const shown = await count('lookup.counted_access')
  assert.ok(shown > 0)
  await rows(
    `insert into lookup.counted_access (child_key, at, access_id, author, kind)
      select child_key, at - n * interval '1 minute', gen_random_uuid(), author, kind
      from lookup.counted_access, generate_series(1, 40) n`,
  )
  const removed = await run()
  assert.deepEqual(removed, { audit: 2, 'counted-accesses': 41 * shown - 25 })
  assert.deepEqual([await count('lookup.access'), await count('lookup.counted_access')], [0, 25])
  const [{ erased } = { erased: -1 }] = await rows<{ erased: number }>(
    'select count(*)::int as erased from audit.entry where erased_at is not null',
  )
  await thenWhole(erased)
})

test('a plan goes eight years after it was last shown, its versions with it; a plan that runs stays', async () => {
  field.clock.at('2035-11-01T12:00:00Z')
  assert.deepEqual(await run(), {})
  const plans = await count('register.plan')
  field.clock.at('2035-11-02T12:00:00Z')
  assert.deepEqual(await run(), { plans: 1 })
  assert.deepEqual([await count('register.plan'), await count('register.plan_version')], [plans - 1, 0])
})

test('everybody held, by hand or by the configuration: nothing about children goes, and the run says so', async () => {
  field.clock.at('2050-01-01T01:00:00Z')
  const before = await count('register.plan')
  const held = await runRetention({ ...deps, heldBecause: 'an inquiry' }, { by: 'op', isDry: false })
  assert.ok(held.counts.find(one => one.kind === 'plans')?.isHeld)
  await placeHold(deps, { reason: 'X-INQUIRY', by: 'ada' })
  const byHand = await runRetention(deps, { by: 'op', isDry: false })
  assert.deepEqual(
    byHand.counts.filter(one => !one.isHeld).map(one => one.kind),
    ['sweeps', 'counted-authors', 'letters', 'quality-reports'],
  )
  assert.equal(await count('register.plan'), before)
})

test('each run is a row and an entry of the audit, in counts only', async () => {
  const [entry] = await rows<{ detail: Record<string, number>; user_id: string }>(
    `select detail, user_id from audit.entry where action = 'retention' order by at desc limit 1`,
  )
  assert.equal(entry?.user_id, 'op')
  assert.equal(entry?.detail['plans'], 0)
  assert.equal(await count('records.retention_run'), await count(`audit.entry where action = 'retention'`))
})
