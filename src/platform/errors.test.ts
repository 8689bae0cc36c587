import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CpisError, defineErrors, isRefusal, platformErrors, refusal } from './errors.ts'

const rows = defineErrors({ TEST_REFUSED: { status: 418, sentence: 'It is refused' } })

test('a refusal carries code, status, sentence, detail and cause', () => {
  const cause = new Error('why')
  const error = refusal(rows, 'TEST_REFUSED', 'line 3', cause)
  const { name, code, status, detail, message } = error
  assert.deepEqual(
    { name, code, status, detail, message },
    { name: 'CpisError', code: 'TEST_REFUSED', status: 418, detail: 'line 3', message: 'It is refused (line 3)' },
  )
  assert.equal(error.cause, cause)
  assert.equal(refusal(rows, 'TEST_REFUSED').message, 'It is refused')
})

test('only our own refusals are refusals', () => {
  assert.ok(isRefusal(refusal(platformErrors, 'MIGRATION_CHANGED')))
  assert.ok(isRefusal(new CpisError('ANY', { status: 400, sentence: 'x' })))
  for (const other of [new Error('x'), { code: 'TEST_REFUSED', status: 418 }, undefined]) assert.ok(!isRefusal(other))
})
