import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { readOdsCode } from './ods-code.ts'
import { checkPeriods, readReference } from './reference.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reference-'))
after(() => fs.rmSync(folder, { recursive: true }))

function read(text: string) {
  fs.writeFileSync(path.join(folder, 'list.csv'), text)
  return readReference('list.csv', folder)
}

function refusedAs(message: string) {
  return { code: 'REFERENCE_INVALID', message }
}

test('an empty cell is null, and quotes hold commas', () => {
  assert.deepEqual(read('code,name,valid_from,valid_to,source\nA,"Bourne, Church",2021-04-01,,here\n'), [
    { code: 'A', name: 'Bourne, Church', valid_from: '2021-04-01', valid_to: null, source: 'here' },
  ])
})

test('a row must say from when it is valid, and where it comes from', () => {
  const header = 'code,valid_from,valid_to,source\n'
  const noDay = refusedAs('A reference file cannot be used (list.csv line 3 has no usable valid_from)')
  assert.throws(() => read(`${header}A,2021-04-01,,here\nB,,,here\n`), noDay)
  const oddDay = refusedAs('A reference file cannot be used (list.csv line 2 has no usable valid_to)')
  assert.throws(() => read(`${header}A,2021-04-01,2021-02-30,here\n`), oddDay)
  assert.throws(() => read('code,valid_from,source\nA,2021-04-01,here\n'), oddDay)
  const noSource = refusedAs('A reference file cannot be used (list.csv line 2 names no source)')
  assert.throws(() => read(`${header}A,2021-04-01,,\n`), noSource)
})

test('a file that is missing or has ragged rows is refused', () => {
  assert.throws(() => readReference('none.csv', folder), refusedAs('A reference file cannot be used (none.csv)'))
  const ragged = refusedAs('A reference file cannot be used (list.csv)')
  assert.throws(() => read('code,valid_from,valid_to,source\nA,2021-04-01\n'), ragged)
})

test('two rows of one key may not count on the same day', () => {
  const row = (valid_from: string, valid_to: string | null) => ({ code: 'A', valid_from, valid_to })
  const next = row('2022-01-01', null)
  checkPeriods('list.csv', [next, row('2021-04-01', '2021-12-31')], 'code')
  const twice = refusedAs('A reference file cannot be used (list.csv has two rows for A on one day)')
  for (const first of [row('2021-04-01', '2022-01-01'), row('2021-04-01', null)])
    assert.throws(() => checkPeriods('list.csv', [next, first], 'code'), twice)
})

test('an ODS code is letters and digits, small letters made capitals', () => {
  assert.equal(readOdsCode('rfx'), 'RFX')
  assert.equal(readOdsCode('Y99001'), 'Y99001')
  for (const odd of ['', 'X9', 'X99 ', 'X-201', 'ABCDEFGHIJK', 'Ä99'])
    assert.equal(readOdsCode(odd), undefined, `took "${odd}"`)
})
