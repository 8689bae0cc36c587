import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cells, CONFIGURATION, childCells, NUMBERS, rowsOf, TODAY } from '../fixture.ts'
import { checkExtract, type Finding } from './index.ts'

function check(...cells: Cells[]) {
  return checkExtract(rowsOf(...cells), CONFIGURATION, { today: TODAY })
}

/** Findings as `row check severity column value`. */
function short(...cells: Cells[]): string[] {
  return check(...cells).findings.map(shortened)
}

function shortened({ row, check, severity, column, value }: Finding): string {
  return [row ?? 'all', check, severity, column, value].join(' ').trim()
}

const onPlan = (cells: Cells = {}) => childCells({ cpStart: '2025-11-03', ...cells })
const inCare = (cells: Cells = {}) => childCells({ legalStatus: 'C2', lsStart: '2025-11-03', ...cells })
const mother = (cells: Cells = {}) =>
  childCells({
    localPersonId: 'M1',
    nhsNumber: NUMBERS[1],
    dateOfBirth: '1998-07-07',
    unbornPlanStart: '2026-02-01',
    unbornPlanEnd: '2026-06-01',
    ...cells,
  })
const unborn = (cells: Cells = {}) =>
  mother({
    localPersonId: 'U1',
    nhsNumber: '',
    dateOfBirth: '',
    expectedDateOfBirth: '2026-06-01',
    motherPersonId: 'M1',
    ...cells,
  })
const noPlan = { unbornPlanStart: '', unbornPlanEnd: '' }

test('good rows bring no finding', () => {
  const checked = check(onPlan(), inCare({ localPersonId: 'P2', nhsNumber: NUMBERS[2] }), mother())
  assert.deepEqual(checked.findings, [])
  assert.deepEqual([checked.rows, checked.heldBack, checked.nothingToShare], [3, 0, 0])
  assert.deepEqual(
    checked.records.map(draft => draft.personId),
    ['P1', 'P2', 'M1'],
  )
})

test('a finding has its row, its person and a sentence that says what, why and how', () => {
  assert.deepEqual(check(onPlan({ nhsNumber: '' })).findings, [
    {
      row: 2,
      localPersonId: 'P1',
      column: 'nhsNumber',
      check: 'A1',
      severity: 'block',
      sentence:
        'There is no NHS number. The NHS finds a child by this number only, so nobody there would learn of the plan. Trace the number with PDS and enter it.',
      value: '',
    },
  ])
})

test('A1: the NHS number is there, is one, and is one for all rows of the person', () => {
  assert.deepEqual(short(onPlan({ nhsNumber: '999 010 0004' })), [])
  assert.deepEqual(short(onPlan({ nhsNumber: '99901000040' })), ['2 A1 block nhsNumber ********040'])
  assert.deepEqual(short(onPlan({ nhsNumber: '9990100005' })), ['2 A1 block nhsNumber *******005'])
  assert.deepEqual(short(onPlan({ nhsNumber: 'ABC/12/3' })), ['2 A1 block nhsNumber *****2/3'])
  assert.deepEqual(short(onPlan(), inCare({ nhsNumber: NUMBERS[1] })), ['3 A1 block nhsNumber *******284'])
})

test('A2: who the person is', () => {
  assert.deepEqual(short(onPlan({ familyName: '' })), ['2 A2 block familyName'])
  assert.deepEqual(short(onPlan({ givenNames: 'UNKNOWN' })), ['2 A2 block givenNames U******'])
  assert.deepEqual(short(onPlan({ givenNames: 'S<m' })), ['2 A2 block givenNames S**'])
  assert.deepEqual(short(onPlan({ familyName: "O'Neil-Şahin 3rd" })), [])
  assert.deepEqual(short(onPlan({ localPersonId: '' })), ['2 A2 block localPersonId'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '' })), ['2 A2 block dateOfBirth'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '14.02.2019' })), ['2 A2 block dateOfBirth **********'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '1900-01-01' })), [
    '2 A2 block dateOfBirth ****-**-**',
    '2 A3 block dateOfBirth ****-**-**',
  ])
  assert.deepEqual(short(onPlan({ dateOfBirth: '2026-03-10' })), [])
  assert.deepEqual(short(onPlan({ dateOfBirth: '2026-03-11' })), ['2 A2 block dateOfBirth ****-**-**'])
  assert.deepEqual(short(onPlan(), inCare({ givenNames: 'Kim' })), ['3 A2 block givenNames K**'])
})

test('A3: under 18 today, and a word of warning in the last month', () => {
  assert.deepEqual(short(onPlan({ dateOfBirth: '2008-03-10' })), ['2 A3 block dateOfBirth ****-**-**'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '2008-03-11' })), ['2 A3 warn dateOfBirth ****-**-**'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '2008-04-10' })), ['2 A3 warn dateOfBirth ****-**-**'])
  assert.deepEqual(short(onPlan({ dateOfBirth: '2008-04-11' })), [])
  assert.equal(check(onPlan({ dateOfBirth: '2008-03-11' })).records.length, 1)
})

test('A4: the mother is a person of her own, and no unborn child is sent as a child', () => {
  assert.deepEqual(short(unborn(), mother(noPlan)), [])
  assert.deepEqual(short(unborn()), ['2 A4 block motherPersonId M1'])
  assert.deepEqual(short(unborn({ motherPersonId: '' })), ['2 A4 block motherPersonId'])
  assert.deepEqual(short(unborn(), mother({ ...noPlan, nhsNumber: '' })), ['3 A4 block nhsNumber'])
  assert.deepEqual(short(unborn({ nhsNumber: NUMBERS[1] }), mother(noPlan)), [
    '2 A4 block nhsNumber *******284',
    '3 A9 block nhsNumber *******284',
  ])
  assert.deepEqual(short(unborn({ ...noPlan, cpStart: '2026-02-01' }), mother(noPlan)), ['2 A4 block dateOfBirth'])
})

test('A5: plans start in the past and do not end before', () => {
  assert.deepEqual(short(onPlan({ cpStart: '2026-03-10', cpEnd: '2026-03-10' })), [])
  assert.deepEqual(short(onPlan({ cpStart: '2026-03-11' })), ['2 A5 block cpStart 2026-03-11'])
  assert.deepEqual(short(onPlan({ cpEnd: '2025-11-02' })), ['2 A5 block cpEnd 2025-11-02'])
  assert.deepEqual(short(onPlan({ cpStart: '', cpEnd: '2025-11-02' })), ['2 A5 block cpStart'])
  assert.deepEqual(short(onPlan({ cpStart: '2025-02-30' })), ['2 A5 block cpStart 2025-02-30'])
  assert.deepEqual(short(onPlan({ cpEnd: 'soon', deleteDate: 'later' })), [
    '2 A5 block cpEnd soon',
    '2 A5 block deleteDate later',
  ])
  assert.deepEqual(short(inCare({ lsEnd: '2025-11-02' })), ['2 A5 block lsEnd 2025-11-02'])
  assert.deepEqual(short(inCare({ lsStart: '' })), ['2 A5 block lsStart'])
  assert.deepEqual(short(mother({ unbornPlanEnd: '' })), ['2 A5 block unbornPlanEnd'])
})

test('A6: an end of 365 days ago can be sent, an older one only as a deletion', () => {
  assert.deepEqual(short(onPlan({ cpStart: '2024-01-01', cpEnd: '2025-03-10' })), [])
  assert.deepEqual(short(onPlan({ cpStart: '2024-01-01', cpEnd: '2025-03-09' })), ['2 A6 block cpEnd 2025-03-09'])
  const decided = check(onPlan({ cpStart: '2024-01-01', cpEnd: '2025-03-09', deleteDate: '2026-03-01' }))
  assert.deepEqual(decided.findings, [])
  assert.equal(decided.records[0]?.plans[0]?.deleted, '2026-03-01')
})

test('A7: one plan at a time, and both are shown', () => {
  const earlier = (cpEnd: string) => onPlan({ cpStart: '2025-01-01', cpEnd })
  assert.deepEqual(short(onPlan(), earlier('2025-11-03')), [])
  assert.deepEqual(short(onPlan(), onPlan({ legalStatus: 'C2', lsStart: '2025-12-01' })), [])
  for (const end of ['', '2025-11-04']) {
    assert.deepEqual(short(onPlan(), earlier(end)), ['2 A7 block cpStart 2025-11-03', '3 A7 block cpStart 2025-01-01'])
  }
})

test('A9: a number on two persons blocks both, and a bystander without a plan counts', () => {
  assert.deepEqual(short(onPlan(), inCare({ localPersonId: 'P2' })), [
    '2 A9 block nhsNumber *******004',
    '3 A9 block nhsNumber *******004',
  ])
  assert.deepEqual(short(onPlan(), childCells({ localPersonId: 'P2', nhsNumber: '999-010-0004' })), [
    '2 A9 block nhsNumber *******004',
  ])
})

test('A10: every looked-after period has a known status; one not shared is no finding', () => {
  assert.deepEqual(short(inCare({ legalStatus: 'Special guardianship' })), [
    '2 A10 block legalStatus Special guardianship',
  ])
  assert.deepEqual(short(inCare({ legalStatus: '' })), ['2 A10 block legalStatus'])
  const outside = check(inCare({ legalStatus: 'V3', nhsNumber: '' }))
  assert.deepEqual([outside.findings, outside.records, outside.heldBack, outside.nothingToShare], [[], [], 0, 1])
})

test('A14: without an emergency duty number that can be dialled the whole run is held back', () => {
  for (const emergencyPhone of ['', 'ask Jo', '01632', '960801', '11632960801']) {
    const authority = { ...CONFIGURATION.authority, emergencyPhone }
    const checked = checkExtract(rowsOf(onPlan()), { ...CONFIGURATION, authority }, { today: TODAY })
    assert.deepEqual(checked.findings.map(shortened), [`all A14 block emergencyPhone ${emergencyPhone}`.trim()])
    assert.deepEqual([checked.records, checked.heldBack], [[], 1])
  }
})

test('a blocking finding holds back the whole record of that person and of nobody else', () => {
  const checked = check(
    onPlan(),
    inCare({ lsEnd: '2025-01-01' }),
    onPlan({ localPersonId: 'P2', nhsNumber: NUMBERS[1] }),
    childCells({ localPersonId: 'P3', nhsNumber: NUMBERS[2] }),
  )
  assert.deepEqual(
    checked.records.map(draft => draft.personId),
    ['P2'],
  )
  assert.deepEqual([checked.rows, checked.heldBack, checked.nothingToShare], [4, 2, 1])
})
