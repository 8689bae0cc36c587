import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, type CalendarDate, calendarDate } from '../../platform/index.ts'
import type { PlanType } from '../upload.ts'
import { lastDayShown } from './days-shown.ts'

const YOUNG = calendarDate('2020-05-05')
const TODAY = calendarDate('2026-01-15')

function isShown(type: PlanType, end: CalendarDate, birthDate = YOUNG): boolean {
  const last = lastDayShown({ type, end, deleted: null }, birthDate)
  return last !== null && last >= TODAY
}

for (const type of ['CPP', 'LAC'] as const)
  test(`an ended ${type} is shown 365 days after its end, not 366`, () => {
    assert.equal(isShown(type, addDays(TODAY, -364)), true)
    assert.equal(isShown(type, addDays(TODAY, -365)), true)
    assert.equal(isShown(type, addDays(TODAY, -366)), false)
  })

test('the plan of an unborn child is shown 28 days after its end, not 29', () => {
  assert.equal(isShown('UCP', addDays(TODAY, -28)), true)
  assert.equal(isShown('UCP', addDays(TODAY, -29)), false)
})

test('the last day is worked out across a leap day', () => {
  const span = { type: 'CPP', end: calendarDate('2023-03-01'), deleted: null } as const
  assert.equal(lastDayShown(span, YOUNG), '2024-02-29')
})

test('a live plan is shown up to the day before the 18th birthday', () => {
  const live = { type: 'LAC', end: null, deleted: null } as const
  assert.equal(lastDayShown(live, calendarDate('2008-01-15')), '2026-01-14')
  assert.equal(lastDayShown(live, calendarDate('2008-01-16')), '2026-01-15')
})

test('born on 29 February, 18 is reached on 1 March', () => {
  assert.equal(lastDayShown({ type: 'CPP', end: null, deleted: null }, calendarDate('2008-02-29')), '2026-02-28')
})

test('an ended plan is not shown past the 18th birthday either', () => {
  const ended = { type: 'CPP', end: calendarDate('2026-01-01'), deleted: null } as const
  assert.equal(lastDayShown(ended, calendarDate('2008-03-01')), '2026-02-28')
})

test('the age of the mother does not end the plan of an unborn child', () => {
  const span = { type: 'UCP', end: calendarDate('2026-04-30'), deleted: null } as const
  assert.equal(lastDayShown(span, calendarDate('1990-01-01')), '2026-05-28')
})

test('a deleted plan has no last day', () => {
  assert.equal(lastDayShown({ type: 'CPP', end: null, deleted: TODAY }, YOUNG), null)
})

test('an end so far ahead that no day follows is still a day', () => {
  const span = { type: 'UCP', end: calendarDate('9999-12-31'), deleted: null } as const
  assert.equal(lastDayShown(span, YOUNG), '9999-12-31')
})
