import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { readNhsNumber } from '../../src/demographics/index.ts'
import {
  addDays,
  addYears,
  type CalendarDate,
  calendarDate,
  daysBetween,
  readCalendarDate,
} from '../../src/platform/index.ts'
import { readPeople } from '../people/index.ts'
import type { CaseRow } from './case-row.ts'
import { expected } from './expected.ts'
import { EXTRACTS, writeExtracts } from './generate.ts'
import type { CanonicalColumn, Mapping } from './mapping.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'extracts-'))
after(() => fs.rmSync(folder, { recursive: true }))

const TODAY = calendarDate('2026-11-22')
const people = new Map(readPeople().map(person => [person.nhsNumber, person]))

type ReadRow = { readonly [column in CanonicalColumn]: string }

/** Reads the written files as an agent would, and puts each row beside what it was made from. */
function readAll(today: CalendarDate): { authority: string; row: CaseRow; read: ReadRow; dated: DatedRow }[] {
  return writeExtracts(folder, today).flatMap(({ authority, csv, mapping: file }) => {
    const mapping = JSON.parse(fs.readFileSync(file, 'utf8')) as Mapping
    const rows = parse(fs.readFileSync(csv), { columns: true, delimiter: mapping.delimiter }) as Record<
      string,
      string
    >[]
    const made = EXTRACTS.find(extract => extract.authority === authority)?.rows ?? []
    assert.equal(rows.length, made.length)
    return rows.map((cells, index) => {
      const entries = Object.entries(mapping.columns).map(([column, heading]) => [column, cells[heading]])
      const read = Object.fromEntries(entries) as ReadRow
      return { authority, row: made[index] as CaseRow, read, dated: dates(read, mapping) }
    })
  })
}

type DatedRow = { readonly [column: string]: CalendarDate | undefined }

function dates(read: ReadRow, mapping: Mapping): DatedRow {
  const columns = ['dateOfBirth', 'expectedDateOfBirth', 'cpStart', 'cpEnd', 'lsStart', 'lsEnd'] as const
  const unborn = ['unbornPlanStart', 'unbornPlanEnd', 'deleteDate'] as const
  return Object.fromEntries(
    [...columns, ...unborn].map(column => {
      const text = read[column]
      if (text === '') return [column, undefined]
      const iso = mapping.dateFormat === 'DD/MM/YYYY' ? text.split('/').reverse().join('-') : text
      const day = readCalendarDate(iso)
      assert.ok(day, `${column} is no day: ${text}`)
      return [column, day]
    }),
  )
}

const STATUSES = ['C1', 'C2', 'V2', 'Interim care order', 'Full care order']
const KNOWN_STATUSES = [...STATUSES, 'Single period of accommodation under section 20']

/** Why a row read on a day is one to hold back (local-authority.md 8.2); `undefined` when it may be sent. */
function heldBack(read: ReadRow, dated: DatedRow, all: readonly ReadRow[], today: CalendarDate): string | undefined {
  const born = dated['dateOfBirth']
  if (born === undefined) return 'unborn-without-mother'
  if (read.nhsNumber === '') return 'number-missing'
  if (read.nhsNumber.length > 10) return 'number-too-long'
  if (!readNhsNumber(read.nhsNumber)) return 'number-check-digit'
  if (all.filter(other => other.nhsNumber === read.nhsNumber).length > 1) return 'number-on-two-persons'
  if (read.familyName === '' || read.givenNames === '') return 'name-missing'
  if (read.legalStatus !== '' && !KNOWN_STATUSES.includes(read.legalStatus)) return 'legal-status-unmapped'
  if (read.unbornPlanStart === '' && addYears(born, 18) <= today) return 'over-18'
  for (const plan of ['cp', 'ls', 'unbornPlan']) {
    const [start, end] = [dated[`${plan}Start`], dated[`${plan}End`]]
    if (start !== undefined && start > today) return 'start-in-future'
    if (start !== undefined && end !== undefined && end < start) return 'end-before-start'
    if (end !== undefined && read.deleteDate === '' && daysBetween(end, today) > 365) return 'ended-too-long-ago'
  }
  return undefined
}

/** What the national side finds with an empty register, in the order of local-authority.md 4.6. */
function verdict(read: ReadRow, dated: DatedRow): string {
  const person = people.get(read.nhsNumber)
  if (person === undefined || person.behaviour === 'unknown') return 'CPR01'
  if (person.behaviour === 'superseded') return 'CPR05'
  assert.equal(person.behaviour, 'current', 'an extract may not bring PDS down')
  if (person.security !== 'U') return 'CPR02'
  const same = read.familyName === person.family && read.givenNames === person.given.join(' ')
  if (!same || dated['dateOfBirth'] !== person.birthDate) return 'CPR03'
  return read.deleteDate === '' ? 'stored' : 'CPR07'
}

test('each row is what its fate says, and the counts are those expected', () => {
  const all = readAll(TODAY)
  for (const authority of ['X01', 'X02', 'X03'] as const) {
    const own = all.filter(one => one.authority === authority)
    const reads = own.map(one => one.read)
    const fates = own.map(({ row, read, dated }) => {
      const fate = heldBack(read, dated, reads, TODAY) ?? verdict(read, dated)
      assert.equal(fate, row.fate, `${authority} ${read.localPersonId}`)
      return fate
    })
    const sent = fates.filter(fate => fate === 'stored' || fate.startsWith('CPR'))
    const refused: Record<string, number> = {}
    for (const fate of sent) if (fate !== 'stored') refused[fate] = (refused[fate] ?? 0) + 1
    const stored = sent.filter(fate => fate === 'stored').length
    const counted = { rows: own.length, heldBack: own.length - sent.length, sent: sent.length, stored, refused }
    assert.deepEqual(counted, expected[authority])
  }
})

test('every reason to hold back and every refusal is there', () => {
  const fates = new Set(EXTRACTS.flatMap(extract => extract.rows.map(row => row.fate)))
  assert.deepEqual([...fates].sort(), [
    'CPR01',
    'CPR02',
    'CPR03',
    'CPR05',
    'CPR07',
    'end-before-start',
    'ended-too-long-ago',
    'legal-status-unmapped',
    'name-missing',
    'number-check-digit',
    'number-missing',
    'number-on-two-persons',
    'number-too-long',
    'over-18',
    'start-in-future',
    'stored',
    'unborn-without-mother',
  ])
})

test('the story is the same on any day of the next years', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1100 }), days => {
      const today = addDays(TODAY, days)
      const all = readAll(today)
      for (const { authority, row, read, dated } of all) {
        const reads = all.filter(one => one.authority === authority).map(one => one.read)
        assert.equal(heldBack(read, dated, reads, today) ?? verdict(read, dated), row.fate)
      }
    }),
    { numRuns: 15 },
  )
})

test('no plan that is stored begins before the child is born; an unborn plan has an end and stands on an adult', () => {
  for (const { row, dated } of readAll(TODAY).filter(one => one.row.fate === 'stored')) {
    const born = dated['dateOfBirth']
    assert.ok(born)
    for (const column of ['cpStart', 'lsStart']) assert.ok((dated[column] ?? '9999-12-31') >= born, row.person)
    if (row.unborn === undefined) continue
    assert.ok(addYears(born, 18) <= TODAY)
    assert.ok(dated['unbornPlanEnd'])
    assert.ok(daysBetween(dated['unbornPlanEnd'], TODAY) <= 28)
  }
})

test('two children are known to two authorities, one looked after, one moved', () => {
  const stored = readAll(TODAY).filter(one => one.row.fate === 'stored')
  const places = (number: string) => stored.filter(one => one.read.nhsNumber === number).map(one => one.authority)
  const twice = [...new Set(stored.map(one => one.read.nhsNumber))].filter(number => places(number).length > 1)
  assert.deepEqual(
    twice.map(number => [number, ...places(number)]),
    [
      ['9990100284', 'X01', 'X02'],
      ['9990201196', 'X01', 'X03'],
    ],
  )
})

test('the files are written as their systems write them', () => {
  writeExtracts(folder, TODAY)
  const lines = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8').split('\n')
  assert.equal(lines('x01-lcs.csv')[1], '1000001,9990100004,Sample,Robin,02/04/2016,,,25/07/2026,,,,,,,')
  assert.equal(
    lines('x01-lcs.csv')[12],
    '1000012,9990200491,Larkwell,Nancy Grace,26/07/2023,,,,,Full care order,20/02/2025,,,,',
  )
  assert.match(lines('x02-mosaic.csv')[0] ?? '', /^PERSON_ID,NHS_ID,Last Name,First Names,DATE_OF_BIRTH,/)
  assert.equal(lines('x02-mosaic.csv')[1], '20401,9990100284,Exampleton,Niamh,2020-03-27,,,,,C2,2026-02-15,,,,')
  assert.equal(lines('x03-eclipse.csv')[1], 'TE300;9990100357;Trialby;Kit;14/07/2015;;;06/05/2026;;;;;;;')
})

test('a baby’s row points to the mother’s', () => {
  const all = readAll(TODAY)
  const baby = all.find(one => one.row.mother !== undefined)
  const mother = all.find(one => one.read.localPersonId === baby?.read.motherPersonId)
  assert.equal(mother?.row.person, baby?.row.mother)
  assert.equal(mother?.read.familyName, baby?.read.familyName)
})
