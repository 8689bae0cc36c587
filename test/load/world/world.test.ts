import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readNhsNumber } from '../../../src/demographics/index.ts'
import { staff } from '../../support/register.ts'
import { openAsks } from './asks.ts'
import { nhsNumbers } from './plans.ts'

test('invented numbers are valid, different, and always the same', () => {
  const numbers = nhsNumbers(2_000)
  assert.equal(new Set(numbers.map(readNhsNumber)).size, 2_000)
  assert.ok(numbers.every(number => number.startsWith('999')))
  assert.deepEqual(nhsNumbers(10, 1_990), numbers.slice(1_990))
})

test('nobody asks about a child twice before all staff have asked about all children', () => {
  const numbers = nhsNumbers(70)
  const people = ['Ada', 'Basil', 'Cora'].map(name => ({ idToken: name, actor: staff(name) }))
  const next = openAsks(numbers, people)
  const pairs = Array.from({ length: 210 }, () => next()).map(({ nhsNumber, by }) => `${nhsNumber} ${by.idToken}`)
  assert.equal(new Set(pairs).size, 210)
})
