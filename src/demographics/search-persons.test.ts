import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type PdsStandIn, startPdsStandIn } from '../../stand-ins/pds/index.ts'
import { readPeople } from '../../stand-ins/people/index.ts'
import { calendarDate, silentLog, systemClock, systemRandomness } from '../platform/index.ts'
import { type NhsNumber, openPdsClient, type PdsClient, type SearchedBy, searchPersons } from './index.ts'

let standIn: PdsStandIn | undefined
let pds: PdsClient | undefined

before(async () => {
  standIn = await startPdsStandIn({
    port: 0,
    people: readPeople(),
    clock: systemClock,
    profile: 'test',
    mode: 'sandbox',
    log: silentLog,
  })
  const { url: baseUrl } = standIn
  pds = openPdsClient({ baseUrl, clock: systemClock, randomness: systemRandomness, log: silentLog, attempts: 1 })
})
after(() => standIn?.stop())

const by: SearchedBy = {
  family: 'Sample',
  gender: 'male',
  bornFrom: calendarDate('2016-04-02'),
  bornTo: calendarDate('2016-04-02'),
  fuzzy: false,
}

async function search(more: Partial<SearchedBy> = {}, most = 50) {
  assert.ok(pds)
  return searchPersons({ pds, most }, { ...by, ...more })
}

async function look(number: string) {
  assert.ok(pds)
  return pds.look(number as NhsNumber)
}

const decade = { bornFrom: calendarDate('2010-01-01'), bornTo: calendarDate('2025-12-31') }

test('somebody is found by gender, surname and date of birth, with what tells them apart', async () => {
  assert.deepEqual(await search(), {
    kind: 'found',
    persons: [
      {
        nhsNumber: '9990100004',
        given: ['Robin'],
        family: 'Sample',
        birthDate: '2016-04-02',
        gender: 'male',
        security: 'U',
        versionId: '1',
        address: ['1 Example Street', 'EXAMPLETON', 'ZZ99 3CZ'],
      },
    ],
  })
})

test('a range of dates, the beginning of a surname, a misspelling', async () => {
  assert.equal((await search({ family: ' Sam* ', ...decade })).kind, 'found')
  assert.deepEqual(await search({ family: 'Samplle' }), { kind: 'none' })
  assert.equal((await search({ family: 'Samplle', fuzzy: true })).kind, 'found')
})

test('too many, none, one PDS does not make, PDS away: four things', async () => {
  assert.deepEqual(await search({ family: 'Exa*', gender: 'female', ...decade }, 1), { kind: 'too-many' })
  assert.deepEqual(await search({ family: 'Nobodyhere' }), { kind: 'none' })
  assert.deepEqual(await search({ family: '*ample' }), { kind: 'refused' })
  standIn?.behave({ down: true })
  assert.deepEqual(await search(), { kind: 'unavailable' })
  standIn?.behave({ down: false })
})

test('a search that wants too little is not made', async () => {
  await assert.rejects(search({ family: ' ' }), { code: 'SEARCH_INCOMPLETE' })
  await assert.rejects(search({ family: 'Sa*' }), { code: 'SEARCH_TOO_WIDE' })
  await assert.rejects(search({ bornTo: calendarDate('2016-04-01') }), { code: 'SEARCH_RANGE_INVALID' })
})

test('a restricted record has no address, a very restricted one nothing but its number', async () => {
  const restricted = await look('9990100918')
  assert.ok(restricted.kind === 'current')
  assert.equal(restricted.person.family, 'Shelterton')
  assert.equal(restricted.person.address, undefined)
  assert.deepEqual(await look('9990100985'), {
    kind: 'current',
    person: { nhsNumber: '9990100985', given: [], security: 'V', versionId: '1' },
  })
})

test('a replaced number comes with the record in its place; others as PDS says', async () => {
  const replaced = await look('9990100705')
  assert.ok(replaced.kind === 'superseded')
  assert.equal(replaced.person.nhsNumber, '9990100772')
  assert.deepEqual(await look('9990100845'), { kind: 'invalidated' })
  assert.deepEqual(await look('9990101051'), { kind: 'unknown' })
  assert.deepEqual(await look('9990101116'), { kind: 'unavailable' })
})
