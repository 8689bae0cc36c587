import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, addYears, calendarDate, dayInEngland, daysBetween, readCalendarDate } from './clock.ts'

const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const someDay = date.map(instant => calendarDate(instant.toISOString().slice(0, 10)))

test('a calendar date is a day that exists, written YYYY-MM-DD', () => {
  for (const good of ['2024-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])
    assert.equal(readCalendarDate(good), good)
  const wrong = [
    '2023-02-29',
    '2026-02-31',
    '2026-13-01',
    '2026-00-10',
    '0000-01-01',
    '2026-1-1',
    '2026-01-01Z',
    '',
    'x',
  ]
  for (const text of wrong) assert.equal(readCalendarDate(text), undefined, text)
  assert.throws(() => calendarDate('1900-02-29'), { name: 'RangeError', message: 'not a calendar date: 1900-02-29' })
})

test('every text is a date or none, and a date reads as itself', () => {
  fc.assert(fc.property(someDay, day => readCalendarDate(day) === day))
  fc.assert(fc.property(fc.string(), text => [undefined, text].includes(readCalendarDate(text))))
})

test('the day in England changes at midnight in London, not in UTC', () => {
  const days: [string, string][] = [
    ['2026-01-31T23:59:59Z', '2026-01-31'],
    ['2026-02-01T00:00:00Z', '2026-02-01'],
    ['2026-06-30T22:59:59Z', '2026-06-30'],
    ['2026-06-30T23:00:00Z', '2026-07-01'],
    // The clocks go forward on 29 March 2026 and back on 25 October 2026, at 01:00 UTC.
    ['2026-03-28T23:30:00Z', '2026-03-28'],
    ['2026-03-29T22:59:59Z', '2026-03-29'],
    ['2026-03-29T23:00:00Z', '2026-03-30'],
    ['2026-10-24T23:00:00Z', '2026-10-25'],
    ['2026-10-25T23:30:00Z', '2026-10-25'],
    ['2026-10-26T00:00:00Z', '2026-10-26'],
  ]
  for (const [instant, day] of days) assert.equal(dayInEngland(new Date(instant)), day, instant)
})

test('a birthday of 29 February is 1 March in a year without one', () => {
  assert.equal(addYears(calendarDate('2008-02-29'), 18), '2026-03-01')
  assert.equal(addYears(calendarDate('2008-02-29'), 4), '2012-02-29')
  assert.equal(addYears(calendarDate('2026-03-01'), -18), '2008-03-01')
  assert.equal(addYears(calendarDate('0004-02-29'), 1), '0005-03-01')
})

test('no sum leaves the days there are', () => {
  assert.equal(addDays(calendarDate('9999-12-31'), 1), '9999-12-31')
  assert.equal(addYears(calendarDate('9990-06-01'), 18), '9999-12-31')
  assert.equal(addDays(calendarDate('0001-01-01'), -1), '0001-01-01')
})

test('adding days and counting them are one another’s reverse', () => {
  const few = fc.integer({ min: -40_000, max: 40_000 })
  const inside = someDay.filter(day => day > '0200-01-01' && day < '9800-01-01')
  fc.assert(fc.property(inside, few, (day, days) => daysBetween(day, addDays(day, days)) === days))
  fc.assert(fc.property(someDay, someDay, (one, other) => daysBetween(one, other) === -daysBetween(other, one)))
  fc.assert(fc.property(someDay, someDay, (one, other) => one < other === daysBetween(one, other) > 0))
})

test('a day that was kept is the day asked for, whatever was asked before', () => {
  const fresh = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' })
  const someInstant = fc.date({ min: new Date('1972-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  const change = new Date('2026-03-29T23:00:00Z').getTime()
  const nearMidnight = fc.integer({ min: -2_000_000, max: 5_000_000 }).map(ms => new Date(change + ms))
  fc.assert(
    fc.property(fc.oneof(someInstant, nearMidnight), instant => dayInEngland(instant) === fresh.format(instant)),
  )
})
