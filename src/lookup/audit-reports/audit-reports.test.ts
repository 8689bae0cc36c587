import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { audited } from '../../../test/support/audited.ts'
import { staff } from '../../../test/support/register.ts'
import { readNhsNumber } from '../../demographics/index.ts'
import { calendarDate, systemRandomness } from '../../platform/index.ts'
import { attendanceReport, compared } from './attendance-report.ts'
import { patientAccessReport, patientEnquiriesReport, userAccessReport } from './national-reports.ts'
import type { AuditReportDeps, ReportRun } from './report.ts'

const ground = await audited()
after(() => ground[Symbol.asyncDispose]())
const { database, clock, children } = ground
const deps: AuditReportDeps = {
  db: database.pool('auditor'),
  audit: database.pool('identity'),
  clock,
  randomness: systemRandomness,
}
const [first, , third] = children
assert.ok(first && third)
const officer = staff('Sky', { activities: new Set(['X-CPIS-PRIVACY']) })
const elsewhere = { ...staff('Otto') }
const otto = {
  ...elsewhere,
  author: { ...elsewhere.author, organisation: { odsCode: 'X98', name: 'ANOTHER TRUST' } },
} as typeof elsewhere
const ottoId = otto.author.kind === 'person' ? otto.author.userId : ''
const run = (from: string, to: string): ReportRun => ({
  actor: officer,
  span: { from: calendarDate(from), to: calendarDate(to) },
  requestId: systemRandomness.uuid(),
  isSaved: false,
})
const today = run('2026-11-22', '2026-11-22')

await ground.ask()
await ground.ask()
await ground.ask({ nhsNumber: third, mode: 'silent' })
await ground.ask({ actor: otto })

test('who opened a patient: every organisation, and running the report is no opening', async () => {
  await patientAccessReport(deps, today, first)
  const { rows, isCut } = await patientAccessReport(deps, today, first)
  assert.equal(isCut, false)
  assert.deepEqual(rows.map(one => one.organisation).sort(), ['X98', 'X99', 'X99'])
  assert.ok(rows.every(one => one.action === 'look-up' && one.nhsNumber === first))
})

test('what a user did for another organisation comes without the number', async () => {
  const { rows } = await userAccessReport(deps, today, ottoId)
  assert.deepEqual(
    rows.map(({ organisation, nhsNumber, outcome }) => [organisation, nhsNumber, outcome]),
    [['X98', undefined, 'Known']],
  )
})

test('enquiries are of the own organisation only, and count', async () => {
  const { rows } = await patientEnquiriesReport(deps, today)
  assert.deepEqual(
    rows.map(({ nhsNumber, times }) => [nhsNumber, times]),
    [
      [first, 2],
      [third, 1],
    ],
  )
})

test('days end at midnight in England; one more than 31 and days to come are refused, and not audited', async () => {
  const count = async () =>
    (await database.owner.query({ text: `select 1 from audit.entry where action = 'audit-report'` })).length
  const before = await count()
  assert.equal((await patientEnquiriesReport(deps, run('2026-11-21', '2026-11-21'))).rows.length, 0)
  assert.equal(await count(), before + 1)
  for (const [from, to] of [
    ['2026-10-22', '2026-11-22'],
    ['2026-11-22', '2026-11-23'],
    ['2026-11-22', '2026-11-21'],
  ] as const)
    await assert.rejects(patientEnquiriesReport(deps, run(from, to)), { code: 'AUDIT_REPORT_SPAN', status: 400 })
  assert.equal(await count(), before + 1)
})

test('a report that cannot be audited is not read, and the auditor itself can write nothing', async () => {
  let isRead = false
  const db: AuditReportDeps['db'] = {
    query: async () => {
      isRead = true
      return []
    },
    transaction: work => work(db),
  }
  await assert.rejects(patientAccessReport({ ...deps, db, audit: deps.db }, today, first), /permission denied/)
  assert.equal(isRead, false)
})

test('each run is an entry with who, which report, which days and what it was about', async () => {
  const one = { ...run('2026-11-20', '2026-11-22'), isSaved: true }
  await userAccessReport(deps, one, ottoId)
  const [entry] = await database.owner.query({
    text: 'select outcome, channel, organisation, child_key, detail from audit.entry where request_id = $1',
    values: [one.requestId],
  })
  assert.deepEqual(entry, {
    outcome: 'saved',
    channel: 'portal',
    organisation: 'X99',
    child_key: null,
    detail: { report: 'user-access', userId: ottoId, from: '2026-11-20', to: '2026-11-22' },
  })
  const { problemCount } = await ground.verify()
  assert.equal(problemCount, 0, 'the chain of the audit holds them too')
})

test('an attendance is compared with the look-ups of its day and the next', async () => {
  const day = (text: string) => calendarDate(text)
  const stranger = readNhsNumber('9990100357')
  assert.ok(stranger)
  const report = await attendanceReport(deps, run('2026-11-20', '2026-11-22'), [
    { nhsNumber: first, day: day('2026-11-21') },
    { nhsNumber: stranger, day: day('2026-11-22') },
    { nhsNumber: stranger, day: day('2026-11-22') },
  ])
  assert.equal(report.attended, 2)
  assert.deepEqual(report.notChecked, [{ nhsNumber: stranger, day: '2026-11-22' }])
  assert.deepEqual(
    report.withoutAttendance.map(one => one.nhsNumber),
    [third],
  )
  const later = compared(
    [{ nhsNumber: first, day: day('2026-11-22') }],
    [
      { nhsNumber: first, day: day('2026-11-23'), userIds: [] },
      { nhsNumber: third, day: day('2026-11-23'), userIds: [] },
    ],
    day('2026-11-22'),
  )
  assert.deepEqual([later.notChecked, later.withoutAttendance], [[], []])
})
