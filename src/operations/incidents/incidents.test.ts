import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import { calendarDate, systemRandomness } from '../../platform/index.ts'
import { advanceIncident, closeIncident, linkToIncident, noteOnIncident } from './change-incident.ts'
import { INCIDENT_STATES, INCIDENT_STEPS, type IncidentDeps, type IncidentState } from './incident.ts'
import { clockOf } from './incident-clock.ts'
import { refuseChild } from './no-child.ts'
import { openIncidentByHand } from './open-incident.ts'
import { incidentsCsv, listIncidents, showIncident } from './read-incidents.ts'

const database = await testDatabase()
after(() => database.end())
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
const by = 'operator'
const WISH = { service: 'MESH', severity: 2, summary: 'Uploads are refused', by } as const
const MINIMUM = {
  organisation: 'Exampleshire County Council',
  email: 'desk@example.org',
  phone: '01632 960900',
  usersAffected: 12,
  whatHappens: 'every upload since 07:30 is answered CPF01',
} as const
beforeEach(async () => {
  await database.owner.query({ text: 'truncate operations.incident cascade' })
  clock.at('2026-03-02T09:00:00Z')
})

test('an incident goes the way of the support model, each step a line of its history', async () => {
  const { number } = await openIncidentByHand(deps, WISH)
  assert.equal(number, 1)
  clock.forward(0.25)
  await advanceIncident(deps, { number, to: 'local', note: 'local IT looks', by })
  await advanceIncident(deps, { number, to: 'supplier', note: 'theirs', by })
  await assert.rejects(advanceIncident(deps, { number, to: 'service-bridge', note: 'up', by }), {
    code: 'INCIDENT_MINIMUM_MISSING',
    message:
      'The service bridge takes no incident without its minimum data set ' +
      '(organisation, email, phone, usersAffected, whatHappens)',
  })
  await advanceIncident(deps, { number, to: 'service-bridge', note: 'up', by, minimum: MINIMUM })
  await advanceIncident(deps, { number, to: 'resolver-group', note: 'the MESH team has it', by })
  clock.forward(1)
  await advanceIncident(deps, { number, to: 'resolved', note: 'a certificate was renewed', by })
  await closeIncident(deps, { number, note: 'agreed with their desk', by })
  const story = await showIncident(deps, number)
  assert.deepEqual(
    story.events.map(({ from, to, note }) => `${from ?? '-'} > ${to}: ${note}`),
    [
      '- > reported: opened: Uploads are refused',
      'reported > local: local IT looks',
      'local > supplier: theirs',
      'supplier > service-bridge: up',
      'service-bridge > resolver-group: the MESH team has it',
      'resolver-group > resolved: a certificate was renewed',
      'resolved > closed: agreed with their desk',
    ],
  )
  assert.deepEqual(
    [story.clock.isRespondLate, story.clock.isFixLate, story.steps, story.missing],
    [false, false, [], []],
  )
  assert.deepEqual(story.clock.resolvedAt, new Date('2026-03-02T10:15:00Z'))
  assert.deepEqual([await listIncidents(deps), (await listIncidents(deps, { withOver: true })).length], [[], 1])
})

test('one of high severity goes to the service bridge at once; what is over takes no note', async () => {
  const { number } = await openIncidentByHand(deps, { ...WISH, severity: 1, highSeverity: true })
  await advanceIncident(deps, { number, to: 'service-bridge', note: 'told by telephone', by })
  await advanceIncident(deps, { number, to: 'cancelled', note: 'a false alarm', by })
  for (const change of [
    () => noteOnIncident(deps, { number, note: 'x', by }),
    () => closeIncident(deps, { number, note: 'x', by }),
  ])
    await assert.rejects(change(), { code: 'INCIDENT_STEP_REFUSED' })
})

test('only the steps of the table are taken, from every state', async () => {
  for (const from of INCIDENT_STATES)
    for (const to of INCIDENT_STATES) {
      const { number, incidentId } = await openIncidentByHand(deps, { ...WISH, highSeverity: true })
      await database.owner.query({
        text: 'update operations.incident set state = $2 where incident_id = $1',
        values: [incidentId, from],
      })
      const step = advanceIncident(deps, { number, to: to as IncidentState, note: 'x', by })
      if (INCIDENT_STEPS[from].includes(to)) assert.equal((await step).state, to)
      else
        await assert.rejects(step, {
          code: 'INCIDENT_STEP_REFUSED',
          message: `An incident does not go that way (from ${from} to ${to})`,
        })
    }
})

test('a case of the watch and a notice are linked once; what is not there is refused', async () => {
  const [caseId, noticeId] = [systemRandomness.uuid(), systemRandomness.uuid()]
  await database.owner.query({
    text: `insert into operations.mailbox_case (case_id, mailbox_id, authority_code, cause, state, opened_at, changed_at)
      values ($1, 'X01CPIS1', 'X01', 'disconnected', 'opened', now(), now())`,
    values: [caseId],
  })
  await database.owner.query({
    text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
        state, next_attempt_at) values ($1, 'k', 'access', 'X01', '', now(), now(), 'waiting', now())`,
    values: [noticeId],
  })
  const { number } = await openIncidentByHand(deps, WISH)
  for (const target of [caseId, caseId]) await linkToIncident(deps, { number, kind: 'case', target, by })
  await linkToIncident(deps, { number, kind: 'notice', target: noticeId, by })
  const { links, events } = await showIncident(deps, number)
  assert.deepEqual([links.map(link => link.kind).sort(), events.length], [['case', 'notice'], 3])
  for (const target of [noticeId, 'no id'])
    await assert.rejects(linkToIncident(deps, { number, kind: 'case', target, by }), {
      code: 'INCIDENT_LINK_UNKNOWN',
      message: 'There is no such case or notice to link (case)',
    })
})

test('what is missing or odd is refused, and nothing is kept', async () => {
  for (const [more, detail] of [
    [
      { service: 'Telephone' },
      'the service affected must be one of CP-IS, MESH, NCRS, HL7 API, FHIR API, PDS, Sign-in, Portal',
    ],
    [{ severity: 6 }, 'the severity must be 1 to 5'],
    [{ summary: ' ' }, 'the summary must have 1 to 160 characters'],
    [{ summary: 'x'.repeat(161) }, 'the summary must have 1 to 160 characters'],
    [{ minimum: { usersAffected: 1.5 } }, 'the number of users affected must be a whole number'],
  ] as const)
    await assert.rejects(openIncidentByHand(deps, { ...WISH, ...(more as object) }), {
      code: 'INCIDENT_INVALID',
      message: `The incident is not complete (${detail})`,
    })
  assert.deepEqual(await listIncidents(deps, { withOver: true }), [])
  await assert.rejects(showIncident(deps, 7), {
    code: 'INCIDENT_UNKNOWN',
    message: 'There is no incident of this number (7)',
  })
  const { number } = await openIncidentByHand(deps, WISH)
  await assert.rejects(noteOnIncident(deps, { number, note: ' ', by }), {
    message: 'The incident is not complete (a note must say something)',
  })
})

describe('no text of an incident may name a child', () => {
  const today = calendarDate('2026-03-02')
  for (const [text, what] of [
    ['number 9990000018 is refused', 'an NHS number'],
    ['number 999 000 0018 is refused', 'an NHS number'],
    ['999-000-0018', 'an NHS number'],
    ['99 90 00 00 18', 'an NHS number'],
    ['mistyped: 9990000019', 'an NHS number'],
    ['the child of 2019-02-14', 'a date of birth'],
    ['of 14/02/2019', 'a date of birth'],
    ['of 14.2.19', 'a date of birth'],
    ['of 14th February 2019', 'a date of birth'],
    ['of Feb 14, 2019', 'a date of birth'],
    ['file 20190214', 'a date of birth'],
    ['born on 2026-02-20', 'a date of birth'],
    ['DOB: 20/02/2026', 'a date of birth'],
  ] as const)
    test(text, () => {
      assert.throws(() => refuseChild('the note', text, today), {
        code: 'INCIDENT_NAMES_CHILD',
        message: `An incident may hold nothing about any child (the note holds what may be ${what})`,
      })
    })
  for (const text of [
    'since 2026-03-02 07:30, ring 01632 960900 or +44 7700 900123 or 07700 900 801',
    'message 20260302103000123456_AB12CD of case 3f8e1c8a-1234-5678-9012-3f8e1c8a9b7d',
    'INC0012345, from 28 February 2026 on; 1,234 messages; 120 hours; version 24.21.0',
    'the certificate ends on 2026-12-31T23:59:59Z',
  ])
    test(`taken: ${text}`, () => refuseChild('the note', text, today))
})

test('every text of an incident is looked at', async () => {
  const { number } = await openIncidentByHand(deps, WISH)
  const naming = 'about 999 000 0018'
  const refused = { code: 'INCIDENT_NAMES_CHILD' }
  for (const more of [{ summary: naming }, { publicText: naming }, { minimum: { errorMessages: naming } }])
    await assert.rejects(openIncidentByHand(deps, { ...WISH, ...more }), refused)
  for (const more of [{ note: naming }, { publicText: naming }, { minimum: { whatHappens: naming } }])
    await assert.rejects(noteOnIncident(deps, { number, note: 'x', by, ...more }), refused)
  assert.equal((await showIncident(deps, number)).events.length, 1)
})

test('the clock runs from the opening, stands while on hold, and ends with the last resolution', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 2, 2, 0, hours * 60))
  const of = (state: IncidentState, events: readonly [number, IncidentState][], now: number) =>
    clockOf(
      { severity: 1, openedAt: at(0), state },
      [[0, 'reported'] as const, ...events].map(([hours, to]) => ({ at: at(hours), to: to as IncidentState })),
      { targets: deps.targets, now: at(now) },
    )
  assert.deepEqual(of('reported', [], 0.25).isRespondLate, false)
  assert.deepEqual(of('reported', [], 0.3).isRespondLate, true)
  const held = of(
    'on-hold',
    [
      [0.1, 'local'],
      [1, 'on-hold'],
    ],
    9,
  )
  assert.deepEqual([held.fixBy, held.isFixLate, held.isStopped], [at(10), false, true])
  const again = of(
    'local',
    [
      [0.1, 'local'],
      [1, 'resolved'],
      [3, 'local'],
    ],
    3.5,
  )
  assert.deepEqual([again.resolvedAt, again.isFixLate, again.fixBy], [undefined, true, at(2)])
  const twice = of(
    'resolved',
    [
      [0.1, 'local'],
      [1, 'resolved'],
      [3, 'local'],
      [4, 'resolved'],
      [4.5, 'resolved'],
    ],
    9,
  )
  assert.deepEqual([twice.resolvedAt, twice.isFixLate], [at(4), true])
})

test('a list is there as CSV, and no cell is a formula', async () => {
  await openIncidentByHand(deps, { ...WISH, summary: '=cmd, "x"' })
  assert.equal(
    incidentsCsv(await listIncidents(deps)).split('\r\n')[1],
    `1,2,MESH,reported,"'=cmd, ""x""",2026-03-02T09:00:00.000Z,2026-03-02T09:00:00.000Z,false,false,`,
  )
})

test('the history can be added to, never changed', async () => {
  await openIncidentByHand(deps, WISH)
  for (const text of ['update operations.incident_event set note = 1', 'delete from operations.incident_event'])
    await assert.rejects(deps.db.query({ text }), { code: '42501' })
})

test('numbers are given out one after another, whoever asks at once', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => openIncidentByHand(deps, WISH)))
  assert.deepEqual(opened.map(one => one.number).sort(), [1, 2, 3, 4, 5, 6, 7, 8])
})
