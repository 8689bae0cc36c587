import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { movedClock, nhsNumber, uploader } from '../../../test/support/register.ts'
import { keyOf } from '../../../test/support/sealed.ts'
import type { DemographicsDeps, NhsNumber, PdsFinding, TimeOfDay } from '../../demographics/index.ts'
import type { MeshMessage } from '../../mesh/index.ts'
import { calendarDate, childKey, type Log, processKeyring, silentLog, systemRandomness } from '../../platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, type RegisterDeps, takeInactiveNumberOrders } from '../../register/index.ts'
import { takeNumberChanges } from '../messages/take-number-change.ts'
import { type SweepDeps, sweepAllNumbers, sweepNextPage } from './sweep-numbers.ts'

// News of numbers and the sweep on a real register; PDS answers from a table.

const CHILDREN = 400
/** A sweep takes numbers in the order of their keys. */
const byKey = (one: NhsNumber, other: NhsNumber) => (keyOf(one) < keyOf(other) ? -1 : 1)
const inTheirOrder = () => Array.from({ length: CHILDREN }, (_, index) => nhsNumber(index + 1)).sort(byKey)
const [A, B, C] = [1, 2, 3].map(nhsNumber) as [NhsNumber, NhsNumber, NhsNumber]
// The new number comes before the others in their order: a sweep does not meet it again behind the old one.
const NEW = Array.from({ length: 4_000 }, (_, index) => nhsNumber(CHILDREN + 1 + index)).sort(byKey)[0] as NhsNumber
const TWO = '02:00' as TimeOfDay

const clock = movedClock('2026-03-02T12:00:00Z')
let database: TestDatabase
let deps: SweepDeps & { log: Log }
let pdsSays = new Map<NhsNumber, PdsFinding>()
let asked: NhsNumber[] = []
let lines: { level: string; fields: Record<string, unknown>; text: string }[] = []

const current = (number: NhsNumber, birthDate = '2019-02-14'): PdsFinding => ({
  kind: 'current',
  person: {
    nhsNumber: number,
    given: ['Robin'],
    family: 'SAMPLE',
    birthDate: calendarDate(birthDate),
    security: 'U',
    versionId: '1',
  },
})
const note = (level: string) => (fields: Record<string, unknown>, text: string) => lines.push({ level, fields, text })
const log = { ...silentLog, info: note('info'), warn: note('warn'), error: note('error') } as unknown as Log

before(async () => {
  database = await testDatabase()
  const pds = {
    parallel: 4,
    read: async (number: NhsNumber) => {
      asked.push(number)
      return pdsSays.get(number) ?? current(number)
    },
  }
  const demographics: DemographicsDeps = { db: database.pool('demographics'), pds, clock, settings: {} }
  const register: RegisterDeps = {
    db: database.pool('register'),
    clock,
    randomness: systemRandomness,
    log,
    settings: DEFAULT_REGISTER_SETTINGS,
    findAuthorityOfMailbox: async () => undefined,
    findInPds: async () => new Map(),
  }
  deps = { register, demographics, log }
})
after(() => database.end())
beforeEach(async () => {
  clock.at('2026-03-02T12:00:00Z')
  pdsSays = new Map()
  await database.owner.query({
    text: `truncate register.plan, register.plan_version, register.upload, register.upload_verdicts, register.number_alias,
      register.authority_sequence, register.inactive_number_order, demographics.sweep, demographics.change_event,
      demographics.inactive_number, demographics.person`,
  })
  const children = Array.from({ length: CHILDREN }, (_, index) => ({
    person: { nhsNumber: nhsNumber(index + 1) },
    plans: [{ type: 'CPP' as const, start: '2025-11-01' }],
  }))
  await uploader(database, clock, 'X01').upload(children)
  asked = []
  lines = []
})

const orders = async () =>
  (await takeInactiveNumberOrders(deps.register, 9)).map(order => [order.nhsNumber, order.replacedBy])
const sweeps = () => database.owner.query({ text: 'select * from demographics.sweep' })
const events = () =>
  database.owner.query({ text: 'select event_id, child_key, state, outcome from demographics.change_event' })

const event = (number: string, id = 'event-1') =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:test',
    type: 'nhs-number-change-2',
    time: '2026-03-02T12:00:00Z',
    subject: number,
  })
let messages = 0
function arrive(body: string): Promise<'done' | 'later'> {
  messages += 1
  const message = { messageId: `MESSAGE-${messages}`, kind: 'DATA', workflowId: 'NEWS', body: Buffer.from(body) }
  return takeNumberChanges(deps)(message as MeshMessage, async () => {})
}

test('news of a number that was replaced: PDS is asked, the authority is told, and the same news again do nothing', async () => {
  pdsSays.set(A, { kind: 'superseded', by: NEW })
  assert.equal(await arrive(event(A)), 'done')
  assert.deepEqual(await orders(), [[A, NEW]])
  assert.deepEqual(await events(), [
    { event_id: 'event-1', child_key: childKey(processKeyring(), A), state: 'settled', outcome: 'changed' },
  ])
  assert.equal(await arrive(event(A)), 'done')
  assert.deepEqual([asked, (await orders()).length], [[A], 1])
})

test('PDS away: the news wait, and are acted on when it is back', async () => {
  pdsSays.set(A, { kind: 'unavailable' })
  assert.equal(await arrive(event(A)), 'later')
  assert.deepEqual(await events(), [
    { event_id: 'event-1', child_key: childKey(processKeyring(), A), state: 'taken', outcome: null },
  ])
  pdsSays.set(A, { kind: 'invalidated' })
  assert.equal(await arrive(event(A)), 'done')
  assert.deepEqual(await orders(), [[A, undefined]])
})

test('what PDS says now counts: nothing changed, or no such number', async () => {
  assert.equal(await arrive(event(A)), 'done')
  pdsSays.set(B, { kind: 'unknown' })
  assert.equal(await arrive(event(B, 'event-2')), 'done')
  assert.deepEqual(
    (await events()).map(one => one['outcome']),
    ['unchanged', 'unknown'],
  )
  assert.deepEqual(await orders(), [])
  assert.deepEqual(
    lines.map(line => line.text),
    ['PDS knows no such number as is said to change'],
  )
})

test('of a number nobody holds PDS is not asked, and nothing is kept of its person', async () => {
  await database.owner.query({
    text: `insert into demographics.person values ($1, '', $2)`,
    values: [childKey(processKeyring(), NEW), clock.now()],
  })
  pdsSays.set(NEW, { kind: 'invalidated' })
  assert.equal(await arrive(event(NEW)), 'done')
  assert.deepEqual(asked, [])
  assert.deepEqual(await events(), [
    { event_id: 'event-1', child_key: childKey(processKeyring(), NEW), state: 'settled', outcome: 'not-held' },
  ])
  for (const table of ['person', 'inactive_number'])
    assert.deepEqual(await database.owner.query({ text: `select * from demographics.${table}` }), [])
})

test('news that cannot be read are kept as such, logged without a word of them, and taken out', async () => {
  assert.equal(await arrive(event('9990100006').replace('-2', '-1')), 'done')
  const [kept] = await events()
  assert.deepEqual([kept?.['child_key'], kept?.['state'], kept?.['outcome']], [null, 'unreadable', 'ANOTHER_EVENT'])
  const fields = { meshMessageId: `MESSAGE-${messages}`, reason: 'ANOTHER_EVENT' }
  assert.deepEqual(lines, [{ level: 'error', fields, text: 'news of a number could not be read' }])
})

test('a Bundle without an id is known by its message', async () => {
  const parameter = [
    { name: 'notification-event', part: [{ name: 'focus', valueReference: { reference: `Patient/${A}` } }] },
    { name: 'additional-context', part: [{ name: 'event-type', valueString: 'nhs-number-change-2' }] },
  ]
  const resource = { resourceType: 'Parameters', parameter }
  await arrive(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [{ resource }] }))
  assert.equal((await events())[0]?.['event_id'], `message MESSAGE-${messages}`)
})

test('a sweep by night: every number once, page by page, changes acted on, birth dates put right', async () => {
  pdsSays.set(A, { kind: 'superseded', by: NEW })
  pdsSays.set(B, { kind: 'invalidated' })
  pdsSays.set(C, current(C, '2008-03-02'))
  pdsSays.set(nhsNumber(4), { kind: 'unknown' })
  pdsSays.set(nhsNumber(5), { kind: 'unavailable' })
  let pages = 1
  while (await sweepNextPage(deps, TWO)) pages += 1
  assert.deepEqual([pages, asked.length, new Set(asked).size], [3, CHILDREN, CHILDREN])
  const counts = { looked: CHILDREN, changed: 2, corrected: 1, unsettled: 2 }
  assert.deepEqual(lines.at(-1), { level: 'info', fields: counts, text: 'the sweep of numbers ended' })
  assert.equal((await orders()).length, 2)
  const [plan] = await database.owner.query({
    text: 'select shown_until from register.plan where child_key = $1',
    values: [keyOf(C)],
  })
  assert.equal(plan?.['shown_until'], '2026-03-01', '18 today')
  assert.equal(await sweepNextPage(deps, TWO), false)
  assert.equal(asked.length, CHILDREN)
})

test('the next night a change found before counts no more, and nobody is told again', async () => {
  pdsSays.set(B, { kind: 'invalidated' })
  while (await sweepNextPage(deps, TWO));
  clock.forward(24)
  while (await sweepNextPage(deps, TWO));
  assert.deepEqual(
    (await sweeps()).map(one => [one['looked'], one['changed']]),
    [
      [CHILDREN, 1],
      [CHILDREN, 0],
    ],
  )
  assert.equal((await orders()).length, 1)
})

test('broken off in the middle of a page: it goes on from that page, and acts once', async () => {
  pdsSays.set(nhsNumber(1), { kind: 'invalidated' })
  const late = inTheirOrder()[200] as NhsNumber
  pdsSays.set(late, { kind: 'invalidated' })
  assert.equal(await sweepNextPage(deps, TWO), true)
  const { register } = deps
  const dies = { ...register.db, transaction: () => Promise.reject(new Error('the process died')) }
  await assert.rejects(sweepNextPage({ ...deps, register: { ...register, db: dies } }, TWO))
  assert.equal(await sweepNextPage(deps, TWO), false, 'still in the hands of the dead one')
  clock.forward(1)
  asked = []
  while (await sweepNextPage(deps, TWO));
  assert.equal(asked.length, CHILDREN - 150)
  assert.equal((await orders()).length, 2)
  assert.deepEqual([(await sweeps())[0]?.['looked'], (await sweeps())[0]?.['changed']], [CHILDREN, 2])
})

test('PDS away: the sweep waits where it stands, leaves PDS alone, and goes on when it is back', async () => {
  const numbers = inTheirOrder()
  assert.equal(await sweepNextPage(deps, TWO), true)
  for (const number of numbers.slice(170)) pdsSays.set(number, { kind: 'unavailable' })
  asked = []
  assert.equal(await sweepNextPage(deps, TWO), false)
  assert.ok(asked.length <= 30, `${asked.length} asked`)
  const waits = { level: 'warn', text: 'PDS is away: the sweep of numbers waits' }
  assert.deepEqual(lines.at(-1), { ...waits, fields: { looked: 170, changed: 0, corrected: 0, unsettled: 0 } })
  const cursor = (await sweeps())[0]?.['after_sealed'] as Buffer
  assert.equal(processKeyring().unseal(cursor, 'demographics.sweep 2026-03-02').toString(), numbers[169])
  assert.equal(await sweepNextPage(deps, TWO), false)
  pdsSays = new Map()
  while (await sweepNextPage(deps, TWO));
  assert.deepEqual([(await sweeps())[0]?.['looked'], (await sweeps())[0]?.['unsettled']], [CHILDREN, 0])
})

test('by hand: the counts, and whether PDS was there to the end; the nightly sweep is as it was', async () => {
  pdsSays.set(A, { kind: 'superseded', by: NEW })
  const counts = { looked: CHILDREN, changed: 1, corrected: 0, unsettled: 0 }
  assert.deepEqual(await sweepAllNumbers(deps), { ...counts, isPdsAway: false })
  assert.deepEqual(await sweeps(), [])
  for (let place = 1; place <= CHILDREN; place += 1) pdsSays.set(nhsNumber(place), { kind: 'unavailable' })
  pdsSays.set(NEW, { kind: 'unavailable' })
  const nothing = { looked: 0, changed: 0, corrected: 0, unsettled: 0 }
  assert.deepEqual(await sweepAllNumbers(deps), { ...nothing, isPdsAway: true })
})

test('an empty register is swept at once', async () => {
  await database.owner.query({ text: 'truncate register.plan' })
  assert.equal(await sweepNextPage(deps, TWO), false)
  assert.ok((await sweeps())[0]?.['ended_at'])
})
