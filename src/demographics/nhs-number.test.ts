import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkDigit, readNhsNumber, readTypedNhsNumber } from './nhs-number.ts'

const nineDigits = fc.stringMatching(/^\d{9}$/)
const valid = nineDigits.filter(nine => checkDigit(nine) !== undefined).map(nine => `${nine}${checkDigit(nine)}`)
const position = fc.nat(9)

test('the published numbers pass and the two wrong ones of the official examples do not', () => {
  for (const number of ['9990100004', '9000000009', '9449306753', '9912003888', '5900053636'])
    assert.equal(readNhsNumber(number), number)
  for (const number of ['9912003890', '9912003899', '9000000000', '1234567890'])
    assert.equal(readNhsNumber(number), undefined)
})

test('nine digits whose check would be ten belong to no number', () => {
  assert.equal(checkDigit('999010206'), 6)
  assert.equal(checkDigit('999010204'), undefined)
  for (let last = 0; last <= 9; last += 1) assert.equal(readNhsNumber(`999010204${last}`), undefined)
})

test('eleven counts as nought', () => {
  assert.equal(checkDigit('000000000'), 0)
  assert.equal(checkDigit('999010209'), 0)
})

test('exactly one tenth digit is right', () => {
  fc.assert(
    fc.property(nineDigits, nine => {
      const right = [...'0123456789'].filter(last => readNhsNumber(nine + last) !== undefined)
      assert.deepEqual(right, checkDigit(nine) === undefined ? [] : [String(checkDigit(nine))])
    }),
  )
})

test('one wrong digit is always noticed', () => {
  fc.assert(
    fc.property(valid, position, fc.integer({ min: 1, max: 9 }), (number, at, shift) => {
      const wrong = (Number(number[at]) + shift) % 10
      assert.equal(readNhsNumber(number.slice(0, at) + wrong + number.slice(at + 1)), undefined)
    }),
  )
})

test('two neighbouring digits exchanged are always noticed', () => {
  fc.assert(
    fc.property(valid, fc.nat(8), (number, at) => {
      const [first, second] = [number[at] ?? '', number[at + 1] ?? '']
      fc.pre(first !== second)
      assert.equal(readNhsNumber(number.slice(0, at) + second + first + number.slice(at + 2)), undefined)
    }),
  )
})

test('a machine must send ten digits and nothing else', () => {
  fc.assert(
    fc.property(
      fc.string().filter(text => !/^\d{10}$/.test(text)),
      text => assert.equal(readNhsNumber(text), undefined),
    ),
  )
  for (const text of ['999 010 0004', ' 9990100004', '9990100004\n', '٩٩٩٠١٠٠٠٠٤', '09990100004'])
    assert.equal(readNhsNumber(text), undefined)
})

test('a person may put blanks and hyphens anywhere', () => {
  const gap = fc.constantFrom('', ' ', '-', ' - ', '\t', '\u00a0')
  fc.assert(
    fc.property(valid, fc.array(gap, { minLength: 11, maxLength: 11 }), (number, gaps) => {
      const typed = gaps.map((space, at) => space + (number[at] ?? '')).join('')
      assert.equal(readTypedNhsNumber(typed), number)
    }),
  )
  assert.equal(readTypedNhsNumber('999.010.0004'), undefined)
  assert.equal(readTypedNhsNumber(''), undefined)
})
