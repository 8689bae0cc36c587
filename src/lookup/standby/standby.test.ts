import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../../test/support/register.ts'
import { type Database, openMetrics, silentLog, systemRandomness } from '../../platform/index.ts'
import { answerTogether } from '../answering.ts'
import { askAboutChild, type Question, readAccessHistory } from '../index.ts'
import { openBeacon } from './beacon.ts'

// The primary stands for the standby here; a real one that lags is tried in test/scale/standby.nightly.ts.

const LAG_MS = 1_000
const database = await testDatabase()
after(() => database.end())
const db = database.pool('lookup')
const clock = movedClock('2026-11-22T10:00:00Z')
let steady = 0
let sent: string[] = []
/** What the standby does with a statement instead, where a test says so. */
let instead: (() => Promise<never>) | undefined
const standby: Database = {
  query: statement => {
    sent.push(statement.name ?? 'unnamed')
    return instead?.() ?? db.query(statement)
  },
  transaction: work => db.transaction(work),
}
const outcomes: string[] = []
const metrics = {
  ...openMetrics('test'),
  count: (event: string, outcome: string) => void outcomes.push(`${event} ${outcome}`),
}
const faults: unknown[] = []
const beacon = openBeacon({
  db,
  randomness: systemRandomness,
  steadyNow: () => steady,
  now: clock.now,
  lagMs: LAG_MS,
  onFault: error => faults.push(error),
})
const answering = answerTogether(db, db, { standby, beacon, steadyNow: () => steady, log: silentLog, metrics })
const deps = { db, answering, clock, randomness: systemRandomness, log: silentLog, metrics, answerWithinMs: 2_000 }
const exampleshire = uploader(database, clock, 'X01', 'Exampleshire County Council')
const samplebury = uploader(database, clock, 'X02', 'Samplebury Borough Council')

const question = (place: number, more: Partial<Question> = {}): Question => ({
  nhsNumber: nhsNumber(place),
  mode: 'silent',
  careSetting: 'general-practice',
  gate: 'open',
  findings: [],
  actor: staff('Ada'),
  channel: 'fhir',
  history: false,
  requestId: systemRandomness.uuid(),
  ...more,
})
const plan = (place: number) => ({
  person: { nhsNumber: nhsNumber(place) },
  plans: [{ type: 'CPP', start: '2026-01-05' }] as const,
})

/** Asks until a mark is there, and forgets what was sent until then. */
async function marked(): Promise<void> {
  sent = []
  while (sent.length === 0) await askAboutChild(deps, question(9))
  sent = []
  outcomes.length = 0
}

test('the same answer from the standby as from the primary, and the same entry in the audit', async () => {
  await exampleshire.upload([plan(1), plan(2)])
  await samplebury.upload([plan(2)])
  await marked()
  for (const asked of [question(1), question(2), question(3), question(2, { gate: 'by-agreement' })]) {
    const fromStandby = await askAboutChild(deps, asked)
    const fromPrimary = await askAboutChild({ ...deps, answering: answerTogether(db, db) }, asked)
    assert.deepEqual(fromStandby, fromPrimary)
    const entries = await database.owner.query<Record<string, unknown>>({
      text: 'select outcome, detail, mode, action, organisation from audit.entry where request_id = $1',
      values: [asked.requestId],
    })
    assert.equal(entries.length, 2)
    assert.deepEqual(entries[0], entries[1])
  }
  assert.deepEqual(sent, ['lookup-standby', 'lookup-standby', 'lookup-standby', 'lookup-standby'])
})

test('an answer says since when it may be behind', async () => {
  steady += LAG_MS + 1
  clock.forward(1)
  const written = clock.now()
  await marked()
  clock.forward(1)
  assert.deepEqual((await askAboutChild(deps, question(1))).checkedAt, written)
  assert.deepEqual(sent, ['lookup-standby'])
})

test('recorded look-ups and whatever shows a history are read at the primary', async () => {
  await marked()
  const standard = await askAboutChild(deps, question(1, { mode: 'standard', history: true }))
  assert.equal(standard.kind === 'Known' && standard.history.length, 1)
  await askAboutChild(deps, question(1, { history: true }))
  await readAccessHistory(deps, question(1))
  assert.deepEqual(sent, [])
})

test('behind the bound the primary reads; a mark that is not there yet is no mark', async () => {
  await marked()
  steady += LAG_MS + 1
  assert.equal((await askAboutChild(deps, question(1))).kind, 'Known')
  assert.deepEqual(sent, [])
  await marked()
  await database.owner.query({ text: 'delete from lookup.beacon' })
  assert.equal((await askAboutChild(deps, question(1))).kind, 'Known')
  assert.deepEqual(outcomes, ['standby-read too-old', 'look-up-silent Known'])
})

test('a standby that fails is left alone for five seconds, and nobody notices', async () => {
  await marked()
  instead = () => Promise.reject(new Error('away'))
  assert.equal((await askAboutChild(deps, question(1))).kind, 'Known')
  instead = undefined
  sent = []
  assert.equal((await askAboutChild(deps, question(1))).kind, 'Known')
  assert.deepEqual(sent, [])
  steady += 5_001
  await marked()
  assert.equal((await askAboutChild(deps, question(1))).kind, 'Known')
  assert.deepEqual(sent, ['lookup-standby'])
  assert.deepEqual(faults, [])
})

test('nothing is answered that is not audited', async () => {
  await marked()
  const failing: Database = {
    query: statement =>
      statement.name === 'lookup-standby-audit'
        ? Promise.reject(Object.assign(new Error('away'), { code: '57P01' }))
        : db.query(statement),
    transaction: work => db.transaction(work),
  }
  const without = answerTogether(failing, failing, {
    standby,
    beacon,
    steadyNow: () => steady,
    log: silentLog,
    metrics,
  })
  assert.equal((await askAboutChild({ ...deps, answering: without }, question(1))).kind, 'NotChecked')
})
