import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTypedNhsNumber } from '../../demographics/index.ts'
import { calendarDate } from '../../platform/index.ts'
import { rowsOfAttendance } from './attendance/presenter.ts'
import { readAttendances } from './attendance/read-list.ts'
import { actionWords, doorWords, outcomeWords, whoWords } from './entry-words.ts'
import { presentPatient, presentUser } from './national/presenter.ts'
import { readSpan, usualSpan } from './read-span.ts'

const NOW = new Date('2026-11-22T10:00:00Z')
const span = { from: calendarDate('2026-11-01'), to: calendarDate('2026-11-22') }
const number = readTypedNhsNumber('9990100004')
assert.ok(number)

test('a list of attendances is taken whole or not at all, and faults name lines and never numbers', () => {
  const read = (text: string) => readAttendances(text, span)
  assert.deepEqual(read('\uFEFFnhs_number,date\r\n999 010 0004, 2026-11-22\r\n\r\n'), {
    attendances: [{ nhsNumber: '9990100004', day: '2026-11-22' }],
  })
  assert.deepEqual(read(''), { faults: ['The first line must be nhs_number,date'] })
  assert.deepEqual(read('9990100004,2026-11-22'), { faults: ['The first line must be nhs_number,date'] })
  assert.deepEqual(read('nhs_number,date'), { faults: ['The list holds no attendance'] })
  assert.deepEqual(read('nhs_number,date\n"9990100004,2026-11-22'), { faults: ['The list is no CSV'] })
  assert.deepEqual(
    read(
      'nhs_number,date\n9990100005,2026-11-22\n9990100004,22/11/2026\n9990100004,2026-10-31\n9990100004\n9990100004,2026-11-22,x',
    ),
    {
      faults: [
        'Line 2: the NHS number is not right',
        'Line 3: the day must be written as 2026-11-22',
        'Line 4: the day lies outside the days of the report',
        'Line 5: it must hold a number and a day',
        'Line 6: it must hold a number and a day',
      ],
    },
  )
  const many = `nhs_number,date\n${'9990100004,2026-11-22\n'.repeat(10_001)}`
  assert.deepEqual(read(many), { faults: ['The list holds more than 10,000 attendances'] })
  const wrong = read(`nhs_number,date\n${'1,2\n'.repeat(50)}`)
  assert.equal('faults' in wrong ? wrong.faults.length : 0, 10)
})

test('a report covers 31 days at most, both ends in, none to come', () => {
  const isTaken = (from: string, to: string) => 'from' in readSpan({ from, to }, NOW)
  assert.ok(isTaken('2026-10-23', '2026-11-22'))
  assert.ok(!isTaken('2026-10-22', '2026-11-22'))
  assert.ok(isTaken('2026-11-22', '2026-11-22'))
  assert.ok(!isTaken('2026-11-22', '2026-11-23'))
  assert.ok(!isTaken('2026-02-30', '2026-03-01'))
  assert.deepEqual(readSpan({ from: '', to: '' }, NOW), [
    { text: 'Enter the first day', href: '#from' },
    { text: 'Enter the last day', href: '#to' },
  ])
  assert.deepEqual(usualSpan(NOW), { from: '2026-10-24', to: '2026-11-22', subject: '' })
})

test('entries are said in words; what has none stands as it is', () => {
  assert.equal(actionWords({ action: 'look-up' }), 'Looked up')
  assert.equal(actionWords({ action: 'token-exchange' }), 'token-exchange')
  assert.equal(outcomeWords({ outcome: 'Known', mode: 'silent' }), 'shown: known, in silence')
  assert.equal(outcomeWords({ outcome: 'LOOK_UP_SETTING_CLOSED' }), 'refused: LOOK_UP_SETTING_CLOSED')
  assert.equal(doorWords({ channel: 'oauth2' }), 'oauth2')
  assert.equal(whoWords(undefined, new Map()), 'not known')
  assert.equal(whoWords('656005750107', new Map()), '656005750107')
})

const entry = { at: NOW, action: 'look-up', outcome: 'Known', channel: 'fhir' }

test('what is not known is said, and rows beyond 500 are in the file only', () => {
  const rows = Array.from({ length: 501 }, () => entry)
  const found = presentPatient({ report: { rows, isCut: true }, names: new Map(), span })
  assert.equal(found.tables[0]?.rows.length, 500)
  assert.deepEqual(found.said, [
    'More than 501 entries: choose fewer days.',
    'The first 500 of 501 entries are shown; the file has all.',
  ])
  const user = presentUser({ report: { rows: [entry], isCut: false }, span })
  assert.deepEqual(
    user.tables[0]?.rows[0]?.map(cell => cell.text),
    ['22 November 2026 at 10:00', 'none', 'Looked up', 'none shown', 'shown: known', 'FHIR API'],
  )
})

test('both findings go into one file', () => {
  const report = {
    attended: 1,
    notChecked: [{ nhsNumber: number, day: span.to }],
    withoutAttendance: [{ nhsNumber: number, day: span.from, userIds: ['1', '2'] }],
  }
  assert.deepEqual(rowsOfAttendance({ report }).slice(1), [
    ['attended but not checked', '9990100004', '2026-11-22', ''],
    ['checked without attendance', '9990100004', '2026-11-01', '1 2'],
  ])
})
