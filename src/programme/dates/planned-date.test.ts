import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, calendarDate } from '../../platform/index.ts'
import {
  daysOverdue,
  isOverdue,
  type PlannedDate,
  plannedDate,
  printPlannedDate,
  readPlannedDate,
} from './planned-date.ts'

const NOTE = calendarDate('2023-06-07')
const span = (text: string) => {
  const { first, last } = plannedDate(text, NOTE)
  return [first, last]
}

test('the dates of the note of June 2023 are read as they stand there (S-024, S-031, S-062)', () => {
  const rows: [string, string, string][] = [
    ['end of May', '2023-05-21', '2023-05-31'],
    ['mid-June', '2023-06-11', '2023-06-20'],
    ['by the end of June', '2023-06-21', '2023-06-30'],
    ['before the end of July', '2023-07-21', '2023-07-31'],
    ['the end of Q1 Fy23/24', '2023-04-01', '2023-06-30'],
    ['from July', '2023-07-01', '2023-07-31'],
    ['end March 2024', '2024-03-21', '2024-03-31'],
    ['in April', '2023-04-01', '2023-04-30'],
  ]
  for (const [text, ...days] of rows) assert.deepEqual(span(text), days, text)
})

test('exact days, weeks, early months and quarters are read too', () => {
  const rows: [string, string, string][] = [
    ['2023-05-31', '2023-05-31', '2023-05-31'],
    ['31 May 2023', '2023-05-31', '2023-05-31'],
    ['7 Jun', '2023-06-07', '2023-06-07'],
    ['w/c 7 June', '2023-06-05', '2023-06-11'],
    ['Week Commencing 2023-06-11', '2023-06-05', '2023-06-11'],
    ['early  June 2023', '2023-06-01', '2023-06-10'],
    ['Q4 2023/24', '2024-01-01', '2024-03-31'],
    ['end of February 2024', '2024-02-21', '2024-02-29'],
  ]
  for (const [text, ...days] of rows) assert.deepEqual(span(text), days, text)
})

test('without a year it is lately over or ahead, before and after New Year', () => {
  assert.equal(plannedDate('mid-June', calendarDate('2026-11-22')).first, '2027-06-11')
  assert.equal(plannedDate('in April', NOTE).first, '2023-04-01')
  assert.equal(plannedDate('January', calendarDate('2023-12-10')).first, '2024-01-01')
  assert.equal(plannedDate('end of December', calendarDate('2024-01-05')).last, '2023-12-31')
})

test('what is no date is refused, and never guessed', () => {
  for (const text of ['', 'soon', '31 June 2023', 'Q5 2023/24', 'Q1 2023/25', 'end of Juno', '2023-02-30', 'June 0000'])
    assert.equal(readPlannedDate(text, NOTE), undefined, text)
  assert.throws(() => plannedDate('in due course', NOTE), {
    code: 'PROGRAMME_DATE_UNREADABLE',
    message: 'This is no date that can be planned by (in due course)',
  })
})

test('a planned date is overdue the day after the last day it may mean: Walsall on 7 June 2023 (S-025, S-141)', () => {
  const walsall = plannedDate('end of May', NOTE)
  assert.equal(isOverdue(walsall, calendarDate('2023-05-31')), false)
  assert.equal(isOverdue(walsall, calendarDate('2023-06-01')), true)
  assert.equal(daysOverdue(walsall, NOTE), 7)
  assert.equal(isOverdue(plannedDate('mid-June', NOTE), NOTE), false)
  assert.equal(daysOverdue(plannedDate('mid-June', NOTE), NOTE), 0)
})

test('whatever can be planned is printed so that it reads as the same again', () => {
  const days = fc.integer({ min: 0, max: 40_000 }).map(days => addDays(calendarDate('1990-01-01'), days))
  const words = days.chain(day => {
    const [year, month, at] = [day.slice(0, 4), MONTH.format(new Date(day)), Number(day.slice(8))]
    const quarter = (Math.floor((Number(day.slice(5, 7)) + 8) / 3) % 4) + 1
    const of = [`${at} ${month} ${year}`, `w/c ${day}`, `early ${month} ${year}`, `mid-${month} ${year}`]
    const start = quarter === 4 ? Number(year) - 1 : Number(year)
    const also = [`end of ${month} ${year}`, `${month} ${year}`, `Q${quarter} ${start}/${String(start + 1).slice(2)}`]
    return fc.constantFrom(...of, ...also)
  })
  fc.assert(
    fc.property(words, days, (text, near) => {
      const read: PlannedDate = plannedDate(text, NOTE)
      assert.deepEqual(readPlannedDate(printPlannedDate(read), near), read)
      assert.ok(read.first <= read.last)
    }),
  )
})

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
