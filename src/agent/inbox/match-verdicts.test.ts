import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReadAcknowledgement } from '../../register/index.ts'
import { NUMBERS } from '../fixture.ts'
import { matchVerdicts, type SentRow } from './match-verdicts.ts'

const rows: SentRow[] = [
  { position: 1, extractRows: [2], localPersonId: 'P1', subject: 'child', nhsNumber: NUMBERS[0] },
  { position: 2, extractRows: [3, 4], localPersonId: 'P2', subject: 'child', nhsNumber: NUMBERS[1] },
  // The second is pregnant.
  { position: 3, extractRows: [4], localPersonId: 'P2', subject: 'mother', nhsNumber: NUMBERS[1] },
]

function matched(answer: Partial<ReadAcknowledgement>) {
  const { records, unmatched } = matchVerdicts(
    { sequence: '1', processed: 3, fileCode: 'CPF03', verdicts: [], ...answer },
    rows,
  )
  return [...records.map(({ code }) => code ?? 'none'), unmatched]
}

test('the number decides, whatever the position says', () => {
  const verdicts = [{ code: 'CPR01', position: 2, nhsNumber: NUMBERS[0] }]
  assert.deepEqual(matched({ verdicts }), ['CPR01', 'none', 'none', 0])
})

test('the position decides between two records of one person', () => {
  const verdicts = [{ code: 'CPR03', position: 3, nhsNumber: NUMBERS[1], localId: 'P2' }]
  assert.deepEqual(matched({ verdicts }), ['none', 'none', 'CPR03', 0])
  assert.deepEqual(matched({ verdicts: [{ code: 'CPR03', nhsNumber: NUMBERS[1] }] }), ['none', 'none', 'none', 1])
})

test('the local id serves alone, the position where there is nothing else', () => {
  const verdicts = [
    { code: 'CPR04', localId: 'P1' },
    { code: 'CPR06', position: 2 },
  ]
  assert.deepEqual(matched({ verdicts }), ['CPR04', 'CPR06', 'none', 0])
})

test('a verdict on somebody who was not sent fits nobody, even where its position would', () => {
  const verdicts = [
    { code: 'CPR02', position: 1, nhsNumber: NUMBERS[4] },
    { code: 'CPR02', position: 9 },
    { code: 'CPR02' },
  ]
  assert.deepEqual(matched({ verdicts }), ['none', 'none', 'none', 3])
})

test('records not named are stored when the file says all are, or when the counts leave no doubt', () => {
  assert.deepEqual(matched({ fileCode: 'CPF02' }), ['CPR06', 'CPR06', 'CPR06', 0])
  const verdicts = [{ code: 'CPR01', nhsNumber: NUMBERS[0] }]
  assert.deepEqual(matched({ failed: 1, verdicts }), ['CPR01', 'CPR06', 'CPR06', 0])
})

test('records not named stay open when anything does not fit', () => {
  const verdicts = [{ code: 'CPR01', nhsNumber: NUMBERS[0] }]
  assert.deepEqual(matched({ failed: 2, verdicts }), ['CPR01', 'none', 'none', 0])
  assert.deepEqual(matched({ failed: 1, processed: 2, verdicts }), ['CPR01', 'none', 'none', 0])
  assert.deepEqual(matched({ fileCode: 'CPF02', verdicts }), ['CPR01', 'none', 'none', 0])
  assert.deepEqual(matched({ fileCode: 'CPF02', verdicts: [{ code: 'CPR06', position: 8 }] }), [
    'none',
    'none',
    'none',
    1,
  ])
  for (const fileCode of ['CPF01', 'CPF04', 'CPF05', 'CPF06', 'CPF99']) {
    assert.deepEqual(matched({ fileCode }), ['none', 'none', 'none', 0])
  }
})

test('a detail stays with its verdict', () => {
  const detail = { code: 'X-OVER-18', sentence: 'The person is 18 or older' }
  const { records } = matchVerdicts(
    { sequence: '1', processed: 3, fileCode: 'CPF04', verdicts: [{ code: 'CPR07', detail, position: 1 }] },
    rows,
  )
  assert.deepEqual(records[0]?.detail, detail)
})
