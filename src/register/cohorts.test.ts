import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../platform/index.ts'
import { DEFAULT_COHORTS, inScopeLegalStatuses, isPlanCategoryOffered } from './cohorts.ts'

const TODAY = calendarDate('2026-01-15')

test('by default care orders and section 20 are in, short breaks and placement orders are not', () => {
  assert.deepEqual([...inScopeLegalStatuses(DEFAULT_COHORTS, TODAY)], ['C1', 'C2', 'V2', 'D1', 'J1', 'J3'])
})

test('a switch counts from its day on, whatever the order it was written in', () => {
  const from = calendarDate('2026-01-15')
  const off = { on: false, from: calendarDate('2014-01-01'), decidedBy: 'default' }
  const E1 = [{ on: true, from, decidedBy: 'Exampleshire' }, off]
  const settings = { ...DEFAULT_COHORTS, legalStatuses: { ...DEFAULT_COHORTS.legalStatuses, E1 } }
  assert.equal(inScopeLegalStatuses(settings, calendarDate('2026-01-14')).has('E1'), false)
  assert.equal(inScopeLegalStatuses(settings, from).has('E1'), true)
})

test('the category of a plan is not offered unless decided', () => {
  assert.equal(isPlanCategoryOffered(DEFAULT_COHORTS, TODAY), false)
  const planCategory = [{ on: true, from: TODAY, decidedBy: 'programme' }]
  assert.equal(isPlanCategoryOffered({ ...DEFAULT_COHORTS, planCategory }, TODAY), true)
})
