import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readNhsNumber } from '../../src/demographics/index.ts'
import { addYears, calendarDate, readCalendarDate } from '../../src/platform/index.ts'
import { readPeople } from './index.ts'

const people = readPeople()
const find = (nhsNumber: string) => people.find(person => person.nhsNumber === nhsNumber)

test('every number is of the 999 range, has a right check digit and is used once', () => {
  for (const { nhsNumber } of people) {
    assert.ok(readNhsNumber(nhsNumber), nhsNumber)
    assert.match(nhsNumber, /^999/)
  }
  assert.equal(new Set(people.map(person => person.nhsNumber)).size, people.length)
  assert.ok(people.length >= 90)
})

test('everybody has a family name, a given name and a birthday that exists', () => {
  for (const person of people) {
    assert.ok(person.family.length > 0 && person.given.length > 0 && person.given.every(name => name.length > 0))
    assert.ok(readCalendarDate(person.birthDate))
    assert.ok(['female', 'male', 'other', 'unknown'].includes(person.gender))
    assert.ok(['U', 'R', 'V'].includes(person.security))
  }
})

test('a number that was superseded names one that is in use, and only such a number does', () => {
  for (const person of people) {
    assert.equal(person.supersededBy !== undefined, person.behaviour === 'superseded')
    if (person.supersededBy !== undefined) {
      const now = find(person.supersededBy)
      assert.equal(now?.behaviour, 'current')
      assert.equal(now?.birthDate, person.birthDate)
    }
  }
})

test('the numbers others rely on behave as agreed', () => {
  const behaviours = Object.fromEntries(
    people
      .filter(person => person.nhsNumber.startsWith('99901'))
      .map(person => [person.nhsNumber, `${person.behaviour} ${person.security}`]),
  )
  assert.deepEqual(behaviours, {
    '9990100004': 'current U',
    '9990100071': 'current U',
    '9990100144': 'current U',
    '9990100217': 'current U',
    '9990100284': 'current U',
    '9990100357': 'current U',
    '9990100497': 'current U',
    '9990100632': 'current U',
    '9990100705': 'superseded U',
    '9990100772': 'current U',
    '9990100845': 'invalidated U',
    '9990100918': 'current R',
    '9990100985': 'current V',
    '9990101051': 'unknown U',
    '9990101108': 'throttled U',
    '9990101116': 'down U',
    '9990101124': 'slow U',
  })
  assert.equal(find('9990100705')?.supersededBy, '9990100772')
})

test('everybody is a child for years to come, or an adult', () => {
  for (const { birthDate } of people) {
    const isChildIn2029 = addYears(birthDate, 18) > calendarDate('2029-12-31')
    const isAdultIn2026 = addYears(birthDate, 18) <= calendarDate('2026-01-01')
    assert.ok(birthDate <= '2025-11-22' && (isChildIn2029 || isAdultIn2026), birthDate)
  }
})
