import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { startIncidentDesk } from '../../../stand-ins/incident-desk/index.ts'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import {
  advanceIncident,
  type IncidentDeps,
  type Mail,
  mailDesk,
  noteOnIncident,
  openIncidentByHand,
  showIncident,
  tellDesk,
} from '../../operations/index.ts'
import { openMetrics, silentLog, systemRandomness } from '../../platform/index.ts'
import { type ServiceNowOptions, serviceNowDesk } from './service-now.ts'

const secret = { user: 'cpis', password: 'desk-password' }
const database = await testDatabase()
const desk = await startIncidentDesk({ port: 0, profile: 'test', log: silentLog, ...secret })
after(async () => {
  await desk.stop()
  await database.end()
})
const clock = movedClock('2026-03-02T09:00:00Z')
const deps: IncidentDeps = {
  db: database.pool('operations'),
  clock,
  randomness: systemRandomness,
  targets: {
    respondMinutes: { 1: 15, 2: 30, 3: 240, 4: 480, 5: 1440 },
    fixHours: { 1: 2, 2: 4, 3: 24, 4: 72, 5: 240 },
  },
}
const worker = { ...deps, log: silentLog, metrics: openMetrics('test') }
const options: ServiceNowOptions = { url: desk.url, ...secret, serviceField: 'business_service' }
const serviceNow = serviceNowDesk(options)
const open = () => openIncidentByHand(deps, { service: 'MESH', severity: 2, summary: 'Uploads are refused', by: 'op' })
const recordOf = (incidentId: string) => desk.records().filter(one => one['correlation_id'] === incidentId)
const notesOf = (sysId = '') =>
  desk
    .journal()
    .filter(line => line.sysId === sysId)
    .flatMap(line => line.text.split('\n'))

beforeEach(async () => {
  await database.owner.query({ text: 'truncate operations.incident cascade' })
  desk.fail({ times: 0 })
  desk.answerEmptyWith404(false)
})

test('an incident is created, updated and closed at the desk, each line of its history once', async () => {
  const { number, incidentId } = await open()
  await tellDesk(worker, serviceNow)
  const [created] = recordOf(incidentId)
  assert.deepEqual(
    [
      created?.['state'],
      created?.['impact'],
      created?.['urgency'],
      created?.['priority'],
      created?.['business_service'],
    ],
    ['1', '1', '2', '2', 'MESH'],
  )
  assert.match(created?.['description'] ?? '', /^Incident of Open CP-IS: 1\nService affected: MESH\nSeverity: 2\n/)
  assert.deepEqual((await showIncident(deps, number)).desk, {
    number: created?.['number'],
    toldAt: clock.now(),
    isWaiting: false,
  })
  await advanceIncident(deps, { number, to: 'local', note: 'local IT looks', by: 'op' })
  await advanceIncident(deps, { number, to: 'on-hold', note: 'waits for the caller', by: 'op' })
  await tellDesk(worker, serviceNow)
  assert.equal(recordOf(incidentId)[0]?.['state'], '3')
  await advanceIncident(deps, { number, to: 'resolved', note: 'a certificate was renewed', by: 'op' })
  await advanceIncident(deps, { number, to: 'closed', note: 'agreed', by: 'op' })
  await tellDesk(worker, serviceNow)
  await tellDesk(worker, serviceNow)
  const [closed] = recordOf(incidentId)
  assert.deepEqual([closed?.['state'], closed?.['close_notes'], recordOf(incidentId).length], ['7', 'agreed', 1])
  assert.deepEqual(
    notesOf(closed?.['sys_id']).map(line => line.replace(/^\S+ /, '')),
    [
      'reported (op): opened: Uploads are refused',
      'local (op): local IT looks',
      'on-hold (op): waits for the caller',
      'resolved (op): a certificate was renewed',
      'closed (op): agreed',
    ],
  )
})

test('an answer that is lost makes neither a second record nor a second note', async () => {
  const { number, incidentId } = await open()
  desk.fail({ cutAfterwards: true, method: 'POST' })
  await tellDesk(worker, serviceNow)
  assert.deepEqual((await showIncident(deps, number)).desk, { isWaiting: true, lastFailure: 'DESK_UNAVAILABLE' })
  clock.forward(1)
  await tellDesk(worker, serviceNow)
  await noteOnIncident(deps, { number, note: 'the second line', by: 'op' })
  desk.fail({ cutAfterwards: true, method: 'PATCH' })
  await tellDesk(worker, serviceNow)
  clock.forward(1)
  await tellDesk(worker, serviceNow)
  const [record] = recordOf(incidentId)
  assert.deepEqual([recordOf(incidentId).length, notesOf(record?.['sys_id']).length], [1, 2])
  assert.equal((await showIncident(deps, number)).desk?.isWaiting, false)
})

test('two workers at once tell the desk once', async () => {
  const { incidentId } = await open()
  await Promise.all([tellDesk(worker, serviceNow), tellDesk(worker, serviceNow)])
  assert.equal(recordOf(incidentId).length, 1)
})

for (const [status, failure, waitsMs, more] of [
  [500, 'DESK_UNAVAILABLE', 1_000, {}],
  [503, 'DESK_UNAVAILABLE', 5_000, { retryAfter: 5 }],
  [429, 'DESK_UNAVAILABLE', 7_000, { retryAfter: 7 }],
  [401, 'DESK_REFUSED', 900_000, {}],
  [403, 'DESK_REFUSED', 900_000, {}],
] as const)
  test(`${status}: ${failure}, tried again after ${waitsMs / 1000} seconds`, async () => {
    const { number, incidentId } = await open()
    desk.fail({ status, ...more })
    const began = clock.now().getTime()
    await tellDesk(worker, serviceNow)
    const waits = async () => (await showIncident(deps, number)).desk
    assert.equal((await waits())?.lastFailure, failure)
    clock.at(new Date(began + waitsMs - 1).toISOString())
    await tellDesk(worker, serviceNow)
    assert.equal((await waits())?.isWaiting, true)
    clock.at(new Date(began + waitsMs).toISOString())
    await tellDesk(worker, serviceNow)
    assert.deepEqual([(await waits())?.isWaiting, recordOf(incidentId).length], [false, 1])
  })

test('a desk that is away is asked after 1, 2, 4 ... seconds, at most every quarter of an hour', async () => {
  const nowhere = serviceNowDesk({ ...options, url: 'http://127.0.0.1:1' })
  await open()
  const pauses: number[] = []
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await tellDesk(worker, nowhere)
    const [row] = await database.owner.query<{ at: Date }>({
      text: 'select next_attempt_at as at from operations.desk_order',
    })
    pauses.push(((row?.at.getTime() ?? 0) - clock.now().getTime()) / 1000)
    clock.at(row?.at.toISOString() ?? '')
  }
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

test('a wrong password is refused, and a release that says 404 of nothing is understood', async () => {
  const { number, incidentId } = await open()
  await tellDesk(worker, serviceNowDesk({ ...options, password: 'wrong-password' }))
  assert.equal((await showIncident(deps, number)).desk?.lastFailure, 'DESK_REFUSED')
  desk.answerEmptyWith404(true)
  clock.forward(1)
  await tellDesk(worker, serviceNow)
  assert.equal(recordOf(incidentId).length, 1)
})

test('a desk without such a system is written to; the same state of an incident is the same mail', async () => {
  const mails: Mail[] = []
  const byMail = mailDesk(async mail => {
    mails.push(mail)
    return `${mail.letterId}.eml`
  }, 'desk@example.org')
  const { number, incidentId } = await open()
  await tellDesk(worker, byMail)
  await tellDesk(worker, byMail)
  await noteOnIncident(deps, { number, note: 'the second line', by: 'op' })
  await tellDesk(worker, byMail)
  assert.deepEqual(
    mails.map(({ letterId, recipients, subject, about }) => [letterId, recipients, subject, about]),
    [1, 2].map(revision => [
      `${incidentId}-${revision}`,
      ['desk@example.org'],
      '[CP-IS incident 1] severity 2, MESH: Uploads are refused',
      'incident-1',
    ]),
  )
  assert.match(mails[1]?.body ?? '', /History\n.*, reported \(op\): opened: Uploads are refused\n.*the second line\n$/)
})
