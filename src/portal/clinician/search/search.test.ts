import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NhsNumber, PdsRecord } from '../../../demographics/index.ts'
import { calendarDate } from '../../../platform/index.ts'
import { presentFound, presentSearch } from './presenter.ts'
import { readSearch, type SearchKind, type TypedSearch } from './read-search.ts'

const typed: TypedSearch = {
  family: 'Sample',
  gender: 'male',
  from: { day: '2', month: '4', year: '2016' },
  to: { day: '', month: '', year: '' },
  fuzzy: false,
}
const errorsOf = (kind: SearchKind, more: Partial<TypedSearch>) => {
  const read = readSearch({ ...typed, ...more }, kind)
  return 'errors' in read ? read.errors.map(error => error.text) : []
}

test('a basic search wants gender, surname and date of birth, all three', () => {
  assert.deepEqual(readSearch(typed, 'basic'), {
    search: { family: 'Sample', gender: 'male', bornFrom: '2016-04-02', bornTo: '2016-04-02', fuzzy: false },
  })
  const nothing = { family: '', gender: '', from: typed.to }
  assert.deepEqual(errorsOf('basic', nothing), [
    'Choose a gender',
    'Enter a surname',
    'Enter a date of birth that exists',
  ])
  assert.deepEqual(errorsOf('basic', { family: 'Sam*' }), [
    'Enter a surname without asterisks, or use the advanced search',
  ])
})

test('an advanced search takes a range, part of a surname with three letters, misspellings', () => {
  const to = { day: '31', month: '12', year: '2016' }
  for (const family of ['Smi*', '*ith', 'S*th']) assert.deepEqual(errorsOf('advanced', { family, to }), [], family)
  assert.deepEqual(errorsOf('advanced', { family: 'Sm*', to }), ['Enter at least three letters beside an asterisk'])
  assert.deepEqual(errorsOf('advanced', { family: '***', to }), ['Enter at least three letters beside an asterisk'])
  assert.deepEqual(errorsOf('advanced', {}), ['Enter a last date of birth that exists'])
  assert.deepEqual(errorsOf('advanced', { to: { ...to, year: '2015' } }), [
    'The last date of birth must not lie before the first',
  ])
})

test('every fault points at a field that is there', () => {
  const read = readSearch({ ...typed, family: '', gender: '', from: typed.to }, 'advanced')
  assert.ok('errors' in read)
  const model = presentSearch('advanced', { typed, errors: read.errors })
  const ids = [model.gender.idPrefix, model.family.id, ...model.dates.flatMap(date => date.items.map(item => item.id))]
  for (const { href } of read.errors) assert.ok(ids.includes(href.slice(1)), href)
})

const person: PdsRecord = {
  nhsNumber: '9990100004' as NhsNumber,
  given: ['Robin', 'Lee'],
  family: 'Sample',
  birthDate: calendarDate('2016-04-02'),
  gender: 'male',
  security: 'U',
  versionId: '1',
  address: ['1 Example Street', 'ZZ99 3CZ'],
}

test('who was found is shown to be told apart; a restricted record without its address', () => {
  const { nhsNumber, given, family, birthDate, gender } = person
  const restricted: PdsRecord = {
    nhsNumber,
    given,
    family: family ?? '',
    ...(birthDate && { birthDate }),
    ...(gender && { gender }),
    security: 'R',
    versionId: '1',
  }
  const { found, heading } = presentFound({ kind: 'found', persons: [person, restricted] }, () => '/child/sealed')
  assert.equal(heading, '2 people were found')
  assert.deepEqual(
    found[0]?.rows.map(row => row.map(cell => cell.text)),
    [
      ['SAMPLE, Robin Lee', '2 April 2016', 'Male', '999 010 0004', '1 Example Street, ZZ99 3CZ'],
      ['SAMPLE, Robin Lee', '2 April 2016', 'Male', '999 010 0004', 'Restricted: not shown'],
    ],
  )
  assert.equal(found[0]?.rows[0]?.[0]?.href, '/child/sealed')
})

test('nobody, too many, refused and PDS away are four things', () => {
  const headings = (['none', 'too-many', 'refused', 'unavailable'] as const).map(
    kind => presentFound({ kind }, () => '').heading,
  )
  assert.deepEqual(headings, [
    'Nobody was found',
    'Too many were found',
    'PDS does not search by this',
    'Not searched: PDS could not be reached',
  ])
})
