import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalReply } from './answer.ts'

test('what nobody foresaw is TOKENS_FAULT, with a reference and nothing of the fault', () => {
  assert.deepEqual(refusalReply(new TypeError('x is not a function'), 'rrt-1'), {
    status: 500,
    headers: {},
    body: {
      error: 'server_error',
      error_description: 'The request failed for a reason nobody foresaw',
      message_id: 'rrt-1',
    },
  })
})
