import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { type MovedClock, movedClock, nhsNumber, type Uploader, uploader } from '../../../test/support/register.ts'
import { calendarDate } from '../../platform/index.ts'
import { keepContacts } from '../contacts/keep-contacts.ts'
import { testWatch } from '../watch-for-tests.ts'
import { deliverQualityLetters, makeQualityReports, type QualityDeps } from './make-reports.ts'
import { isToMend, matchedPercent } from './quality.ts'
import { causesCsv, nationalCsv, trendCsv } from './quality-csv.ts'
import { authorityQuality, nationalQuality } from './read-quality.ts'

const database = await testDatabase()
after(() => database.end())
const watch = await testWatch(database)
const clock: MovedClock = movedClock('2026-03-02T09:00:00Z')
const deps: QualityDeps = { ...watch.deps, clock, register: database.pool('register') }
const CPP = [{ type: 'CPP', start: '2026-02-01' }] as const

let x01: Uploader
let x02: Uploader
const child = (place: number, more = {}) => ({ person: { nhsNumber: nhsNumber(place), ...more }, plans: CPP })
before(async () => {
  x01 = uploader(database, clock, 'X01')
  x02 = uploader(database, clock, 'X02')
  const confirmedOn = calendarDate('2025-01-05')
  await keepContacts(deps, [{ authorityCode: 'X01', role: 'lead', email: 'lead.x01@example.org', confirmedOn }])
})

test('each upload gets its report once; the gauge is never rounded up', async () => {
  await x01.upload([child(1), child(2), { ...child(3), person: { nhsNumber: '9990000000' } }])
  await x02.upload([child(2)])
  assert.equal(await makeQualityReports(deps), false)
  await makeQualityReports(deps)
  const [count] = await database.owner.query({ text: 'select count(*) from operations.quality_report' })
  assert.deepEqual(count, { count: 2 })
  const quality = await authorityQuality(deps, 'X01')
  assert.deepEqual(
    [quality.matchedPercent, quality.isBelowAim, quality.latest?.held, quality.latest?.unmatched],
    [66.6, true, 2, 1],
  )
  assert.deepEqual(quality.latest?.causes, [{ code: 'CPR04', inFile: 1, outstanding: 1 }])
  assert.deepEqual([quality.contacts, quality.contactsToConfirm, quality.isSilent], [1, 1, false])
  assert.equal(matchedPercent({ held: 0, unmatched: 0 }), undefined)
  assert.equal(matchedPercent({ held: 9999, unmatched: 1 }), 99.9)
})

test('the authority is written to, once a day, to its contacts, without a number or a name', async () => {
  assert.equal(await deliverQualityLetters(deps, watch.mail), 1)
  assert.equal(await deliverQualityLetters(deps, watch.mail), 0)
  const [letter] = watch.mailed
  assert.deepEqual(
    [letter?.about, letter?.recipients, letter?.subject, letter?.isUrgent],
    ['X01-data-quality', ['lead.x01@example.org'], 'CP-IS data quality: 66.6 % of your records are matched', false],
  )
  assert.equal(
    letter?.body,
    `To: Exampleshire County Council, CP-IS contacts

Your upload of Monday 2 March 2026 at 09:00 was answered CPF03: 2 of 3 records stored. The acknowledgement in your mailbox says which were not.

Matched: 66.6 % (2 people held, 1 records not matched, the oldest since Monday 2 March 2026 at 09:00). At least 95 % is needed: staff who ask about the others are told that nothing is known.

To mend
- 1 CPR04: the NHS number has no valid form. What to do: correct the number: ten digits, the last of them a check.

Questions: operations@example.org. Please put no NHS number and no name of a child in any message.
CP-IS Operations
`.replaceAll('Monday 2', letter?.body.includes('Monday, 2') ? 'Monday, 2' : 'Monday 2'),
  )
  clock.forward(2)
  await x01.upload([{ ...child(4), person: { nhsNumber: '9990000001' } }])
  await makeQualityReports(deps)
  assert.equal(await deliverQualityLetters(deps, watch.mail), 0, 'a second one of the day')
})

test('the trend goes over the uploads, newest first; a day later a letter goes again', async () => {
  clock.forward(24)
  await x01.upload([child(5)])
  await makeQualityReports(deps)
  const { trend } = await authorityQuality(deps, 'X01')
  assert.deepEqual(
    trend.map(point => [point.fileCode, point.held, point.unmatched, point.matchedPercent]),
    [
      ['CPF02', 3, 1, 75],
      ['CPF04', 2, 2, 50],
      ['CPF03', 2, 1, 66.6],
    ],
  )
  assert.equal(await deliverQualityLetters(deps, watch.mail), 1)
})

test('the national view has a row for every authority of today, and sums that agree', async () => {
  const { rows, totals } = await nationalQuality(deps)
  assert.equal(rows.length, 156)
  const { causes, ...sums } = totals
  assert.deepEqual(sums, {
    authorities: 156,
    reporting: 2,
    silent: 154,
    belowAim: 1,
    held: 4,
    unmatched: 1,
    matchedPercent: 80,
    superseded: 0,
    sensitive: 0,
    lateEnds: 0,
    withdrawn: 0,
    unbornOverdue: 0,
    nearEighteen: 0,
    shared: 2,
    withoutContacts: 155,
    contactsStale: 1,
  })
  assert.deepEqual(causes, [{ code: 'CPR04', outstanding: 1 }])
  clock.forward(8 * 24)
  const later = (await nationalQuality(deps)).rows.find(row => row.authorityCode === 'X01')
  assert.deepEqual([later?.daysSilent, later?.isSilent], [8, true])
})

test('each list is there as CSV, and no cell is a formula', async () => {
  const quality = await authorityQuality(deps, 'X01')
  assert.equal(trendCsv(quality).split('\r\n')[1], '2026-03-03T11:00:00.000Z,CPF02,,1,1,3,1,75,0')
  assert.equal(
    causesCsv(quality),
    'code,detail,in_file,outstanding,meaning,what_to_do\r\n' +
      'CPR04,,0,1,the NHS number has no valid form,"correct the number: ten digits, the last of them a check"\r\n',
  )
  const national = await nationalQuality(deps)
  const [row] = national.rows
  assert.ok(row)
  const lines = nationalCsv({ ...national, rows: [{ ...row, authorityName: '=1+1, "x"' }] }).split('\r\n')
  assert.match(lines[1] ?? '', /^[^,]+,"'=1\+1, ""x""",/)
  assert.equal(lines[2], ',England,80,4,1,,,0,0,0,0,0,0,2,,')
})

test('a code no authority has is refused', async () => {
  await assert.rejects(authorityQuality(deps, 'X99'), {
    code: 'QUALITY_AUTHORITY_UNKNOWN',
    message: 'No local authority of today has this code (X99)',
  })
})

test('a letter that cannot be handed over stays, and one report that fails holds up no other', async () => {
  clock.forward(24)
  await x02.upload([{ ...child(6), person: { nhsNumber: '9990000002' } }])
  await x01.upload([{ ...child(7), person: { nhsNumber: '9990000003' } }])
  let asked = 0
  const failing: QualityDeps = {
    ...deps,
    register: {
      query: statement => {
        asked += 1
        if (asked === 1) throw new Error('Connection terminated unexpectedly')
        return deps.register.query(statement)
      },
      transaction: work => deps.register.transaction(work),
    },
  }
  const reports = async () => (await database.owner.query({ text: 'select 1 from operations.quality_report' })).length
  const before = await reports()
  await makeQualityReports(failing)
  assert.equal(await reports(), before + 1)
  await makeQualityReports(deps)
  assert.equal(await reports(), before + 2)
  const away = async () => {
    throw new Error('ENOSPC')
  }
  assert.equal(await deliverQualityLetters(deps, away), 0)
  assert.equal(await deliverQualityLetters(deps, watch.mail), 1, 'X02 has nobody to write to')
})

test('a clean report writes nothing; a whole refusal, a gap or an overdue plan does', () => {
  const clean = { fileCode: 'CPF02', causes: [], skipped: 0, withdrawn: 0, unbornOverdue: 0 } as never
  assert.equal(isToMend(clean), false)
  for (const more of [{ fileCode: 'CPF01' }, { skipped: 1 }, { withdrawn: 1 }, { unbornOverdue: 1 }])
    assert.equal(isToMend(Object.assign({}, clean, more)), true)
})
