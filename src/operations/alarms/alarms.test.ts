import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { certificateAuthority } from '../../../test/support/certificates.ts'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import type { TimeOfDay } from '../../demographics/index.ts'
import { openMetrics, silentLog, systemRandomness } from '../../platform/index.ts'
import { advanceIncident } from '../incidents/change-incident.ts'
import { listIncidents, showIncident } from '../incidents/read-incidents.ts'
import { openMinutes } from '../service-levels/minutes.ts'
import type { AlarmDeps } from './alarm.ts'
import { raiseAlarms } from './raise-alarms.ts'

const database = await testDatabase()
after(() => database.end())
const clock = movedClock('2026-03-02T09:00:00Z')
const ground = { clock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') }
const deps = {
  ...ground,
  db: database.pool('operations'),
  settings: { watchAt: '07:30' as TimeOfDay, numberSweepAt: '02:00' as TimeOfDay, noticesWaitMinutes: 15 },
  certificates: [] as AlarmDeps['certificates'],
  targets: {
    respondMinutes: { 1: 15, 2: 30, 3: 240, 4: 480, 5: 1440 },
    fixHours: { 1: 2, 2: 4, 3: 24, 4: 72, 5: 240 },
  },
}
const run = (text: string, ...values: unknown[]) => database.owner.query({ text, values })

beforeEach(async () => {
  await run(`truncate operations.incident, operations.minute, operations.process, operations.quality_report,
    operations.watch_run, notifications.notification, lookup.notice_order, demographics.sweep, register.upload cascade`)
  clock.at('2026-03-02T09:00:00Z')
})

async function waitingNotice(createdAt: string, failure: string | null): Promise<void> {
  await run(
    `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
      state, next_attempt_at, last_failure) values (gen_random_uuid(), gen_random_uuid(), 'access', 'X01', '', $1, $1, 'waiting', $1, $2)`,
    createdAt,
    failure,
  )
}

const openOnes = async () =>
  (await listIncidents(deps)).map(one => [one.alarmKey, one.service, one.severity, one.minimum.whatHappens])

test('while all is well nothing is opened', async () => {
  assert.deepEqual(await raiseAlarms(deps), [])
  assert.deepEqual(await openOnes(), [])
})

test('a notice that waits opens one incident with its cause, notes that it is over, and that it is back', async () => {
  await waitingNotice('2026-03-02T08:46:00Z', 'NOTICE_NO_MAILBOX')
  assert.deepEqual(await raiseAlarms(deps), [])
  clock.forward(1 / 60)
  await Promise.all([raiseAlarms(deps), raiseAlarms(deps), raiseAlarms(deps)])
  assert.deepEqual(await openOnes(), [
    ['notices-waiting', 'MESH', 2, 'the oldest waits for 15 minutes: 1 NOTICE_NO_MAILBOX'],
  ])
  await run(`update notifications.notification set state = 'sent'`)
  await raiseAlarms(deps)
  await raiseAlarms(deps)
  await run(`update notifications.notification set state = 'waiting'`)
  await raiseAlarms(deps)
  const [incident] = await listIncidents(deps)
  assert.deepEqual(
    (await showIncident(deps, incident?.number ?? 0)).events.map(event => `${event.by}: ${event.note}`),
    [
      'alarm: opened: Notices to local authorities wait to be sent',
      'alarm: the alarm is over',
      'alarm: again: the oldest waits for 15 minutes: 1 NOTICE_NO_MAILBOX',
    ],
  )
})

test('once its incident is closed, an alarm that goes on opens another', async () => {
  await waitingNotice('2026-03-02T08:00:00Z', null)
  await raiseAlarms(deps)
  for (const to of ['resolved', 'closed'] as const) await advanceIncident(deps, { number: 1, to, note: 'x', by: 'op' })
  await raiseAlarms(deps)
  assert.deepEqual(
    (await listIncidents(deps)).map(one => one.number),
    [2],
  )
})

test('an order nobody takes over counts as waiting', async () => {
  await run(
    `insert into lookup.notice_order (child_key, person_sealed, access_id, authority_code, authority_name, authority_ods_code,
        upload_sequence, at, author)
      values (gen_random_uuid(), '', gen_random_uuid(), 'X01', 'x', 'X01', '1', '2026-03-02T08:00:00Z', '{}')`,
  )
  await raiseAlarms(deps)
  assert.deepEqual(
    (await openOnes()).map(one => one[3]),
    ['the oldest waits for 60 minutes: 1 NOT_TAKEN_OVER'],
  )
})

test('a loop that stands while its process is there, and a worker that is gone', async () => {
  const worker = openMinutes({ ...ground, role: 'worker' })
  worker.round('mailbox', 200, 'ended')
  worker.round('handshake', 3_600_000, 'ended')
  await worker.write(deps.db)
  clock.forward(10 / 60)
  worker.round('mailbox', 200, 'failed')
  await worker.write(deps.db)
  assert.deepEqual(await raiseAlarms(deps), ['loop-worker-mailbox'])
  assert.deepEqual(await openOnes(), [
    ['loop-worker-mailbox', 'MESH', 2, 'for 10 minutes; rounds that failed since: 1'],
  ])
  worker.round('mailbox', 200, 'ended')
  await worker.write(deps.db)
  assert.deepEqual(await raiseAlarms(deps), [])
  clock.forward(5 / 60)
  assert.deepEqual(await raiseAlarms(deps), ['worker-silent'])
})

test('a sweep that did not end, one that takes half a day, and a watch that was missed', async () => {
  const night = (day: string, began: string, ended: string | null) =>
    run('insert into demographics.sweep (night, started_at, ended_at) values ($1, $2, $3)', day, began, ended)
  await night('2026-02-27', '2026-02-27T02:00:00Z', '2026-02-27T03:00:00Z')
  assert.deepEqual(await raiseAlarms(deps), ['number-sweep'])
  await night('2026-03-01', '2026-03-01T02:00:00Z', '2026-03-01T03:00:00Z')
  await night('2026-03-02', '2026-03-02T02:00:00Z', null)
  assert.deepEqual(await raiseAlarms(deps), [])
  clock.at('2026-03-02T14:00:01Z')
  assert.deepEqual(await raiseAlarms(deps), ['number-sweep'])
  await run('update demographics.sweep set ended_at = now()')
  await run(`insert into operations.watch_run values ('2026-03-01', now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`)
  assert.deepEqual(await raiseAlarms(deps), ['watch-missed'])
  clock.at('2026-03-02T08:29:59Z')
  assert.deepEqual(await raiseAlarms(deps), [])
})

test('look-ups that fail open one of severity 1, with what the public is told', async () => {
  const api = openMinutes({ ...ground, role: 'api' })
  for (let asked = 0; asked < 5; asked += 1) api.lookUp('fhir', false)
  await api.write(deps.db)
  await raiseAlarms(deps)
  const [incident] = await listIncidents(deps)
  assert.deepEqual(
    [incident?.alarmKey, incident?.severity, incident?.publicText],
    ['look-ups-burn', 1, 'Some look-ups are slow or answered "not checked".'],
  )
})

test('a certificate that ends within 30 days', async () => {
  const { certificate } = certificateAuthority().issue('ours')
  const withOne = { ...deps, certificates: [{ name: 'CPIS_MESH_CLIENT_CERTIFICATE', pem: certificate }] }
  assert.deepEqual(await raiseAlarms(withOne), [])
  clock.at('2098-12-15T00:00:00Z')
  assert.deepEqual(await raiseAlarms(withOne), ['certificate-CPIS_MESH_CLIENT_CERTIFICATE'])
  assert.deepEqual(await openOnes(), [['certificate-CPIS_MESH_CLIENT_CERTIFICATE', 'MESH', 3, '17 days are left']])
  clock.at('2099-02-01T00:00:00Z')
  assert.equal((await raiseAlarms(withOne)).length, 1)
})

async function uploaded(authority: string, fileCode: string, at: string): Promise<void> {
  await run(
    `insert into register.upload (upload_id, authority_code, sequence, mesh_message_id, sender_mailbox, received_at,
      processed, file_code, authority) values (gen_random_uuid(), $1, '1', gen_random_uuid(), 'm', $3, 0, $2, '{}')`,
    authority,
    fileCode,
    at,
  )
}

test('PDS away, and a file refused whole, until the next one is taken', async () => {
  await uploaded('X01', 'CPF05', '2026-03-02T08:45:00Z')
  await uploaded('X02', 'CPF01', '2026-03-02T08:45:00Z')
  assert.deepEqual(await raiseAlarms(deps), ['pds-away', 'uploads-refused'])
  await uploaded('X01', 'CPF02', '2026-03-02T08:50:00Z')
  await uploaded('X02', 'CPF03', '2026-03-02T08:50:00Z')
  assert.deepEqual(await raiseAlarms(deps), [])
})

test('the matched part of an authority falls by five points within a week', async () => {
  const report = (held: number, unmatched: number, at: string) =>
    run(
      `insert into operations.quality_report (upload_id, authority_code, received_at, made_at, file_code, processed, stored,
        skipped, held, plans, unmatched, causes, withdrawn, unborn_overdue, near_eighteen, shared)
       values (gen_random_uuid(), 'X01', $3, $3, 'CPF03', 0, 0, 0, $1, '{}', $2, '[]', 0, 0, 0, 0)`,
      held,
      unmatched,
      at,
    )
  await report(98, 2, '2026-02-27T08:00:00Z')
  await report(93.5 * 2, 13, '2026-02-28T08:00:00Z')
  assert.deepEqual(await raiseAlarms(deps), [])
  await report(92, 8, '2026-03-01T08:00:00Z')
  assert.deepEqual(await raiseAlarms(deps), ['data-quality-drop'])
  assert.deepEqual(
    (await openOnes()).map(one => one[3]),
    ['X01 6.0 points'],
  )
})

test('a check that fails is no reason to say that an alarm is over, and holds up no other', async () => {
  await waitingNotice('2026-03-02T08:00:00Z', null)
  await raiseAlarms(deps)
  const failing: typeof deps = {
    ...deps,
    db: {
      ...deps.db,
      query: statement =>
        statement.name === 'operations-waiting-notices' ? Promise.reject(new Error('x')) : deps.db.query(statement),
    },
  }
  await uploaded('X02', 'CPF01', '2026-03-02T08:45:00Z')
  assert.deepEqual(await raiseAlarms(failing), ['uploads-refused'])
  const notes = (await showIncident(deps, 1)).events.map(event => event.note)
  assert.equal(notes.length, 1)
})
