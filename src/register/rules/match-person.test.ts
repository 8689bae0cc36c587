import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../platform/index.ts'
import { inventedNumber } from '../sample-register.ts'
import { comparableName, matchPerson, NAME_STEPS, type NameStep } from './match-person.ts'

const PERSON = {
  nhsNumber: inventedNumber(1),
  given: ['Zoë', 'Ann Marie'],
  family: "O'Neill-Straße",
  birthDate: calendarDate('2015-03-01'),
  security: 'U',
  versionId: '1',
} as const

const match = (givenName: string, familyName = "O'Neill-Straße", steps: readonly NameStep[] = NAME_STEPS) =>
  matchPerson({ kind: 'child', givenName, familyName, birthDate: '2015-03-01' }, PERSON, steps)

test('step 1: all given names, joined by blanks, in one element', () => {
  assert.equal(match('Zoë Ann Marie'), 'all-given')
  assert.equal(match('  ZOË   ann\tMARIE '), 'all-given')
})

test('step 2: the first given name', () => {
  assert.equal(match('Zoë'), 'first-given')
  assert.equal(match('Zoë Beatrice'), 'first-given')
})

test('step 3: the first given name sent is any on PDS', () => {
  const person = { ...PERSON, given: ['Zoë', 'Ann'] }
  const sent = { kind: 'child', givenName: 'Ann', familyName: PERSON.family, birthDate: '2015-03-01' } as const
  assert.equal(matchPerson(sent, person, NAME_STEPS), 'any-given')
  assert.equal(matchPerson(sent, person, ['all-given', 'first-given']), 'none')
})

test('nothing looser: part of a name, a later name, initials, an empty name', () => {
  for (const given of ['Zo', 'Z', 'Beatrice Zoë', 'Marie', '', ' ']) assert.equal(match(given), 'none', given)
  for (const family of ["O'Neill", 'ONeill-Straße', '', ' ']) assert.equal(match('Zoë', family), 'none', family)
})

test('letters are compared in their folded and composed form, apostrophes as one', () => {
  assert.equal(match('ZOE\u0308'), 'first-given')
  for (const family of ['O’NEILL-STRASSE', 'oʼneill-straße', 'O`Neill-Straße', 'O´Neill-Straße', 'O＇Neill-Straße'])
    assert.equal(match('Zoë', family), 'first-given', family)
  assert.equal(comparableName('ΣΟΦΟΣ'), comparableName('σοφος'))
  assert.equal(comparableName('σοφος'), comparableName('σοφοσ'))
  assert.notEqual(comparableName('Işık'), comparableName('Işik'))
})

test('another birth date is another person, and so is what PDS withholds', () => {
  const sent = { kind: 'child', givenName: 'Zoë', familyName: PERSON.family, birthDate: '2015-03-02' } as const
  assert.equal(matchPerson(sent, PERSON, NAME_STEPS), 'none')
  const { birthDate, family, ...rest } = PERSON
  assert.equal(matchPerson({ ...sent, birthDate }, { ...rest, family }, NAME_STEPS), 'none')
  assert.equal(matchPerson({ ...sent, birthDate }, { ...rest, birthDate }, NAME_STEPS), 'none')
  assert.equal(matchPerson({ ...sent, birthDate }, { ...PERSON, given: [] }, NAME_STEPS), 'none')
})
