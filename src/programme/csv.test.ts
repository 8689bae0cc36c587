import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeCsv } from './csv.ts'

test('a cell is quoted when it must be, and none is a formula', () => {
  const rows = [
    { a: 'one, "two"', b: '=1+1' },
    { a: undefined, b: -4 },
    { a: true, b: '@x' },
  ]
  assert.equal(writeCsv(['a', 'b'], rows), 'a,b\r\n"one, ""two""",\'=1+1\r\n,-4\r\ntrue,\'@x\r\n')
})
