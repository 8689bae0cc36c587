import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platformErrors, refusal } from '../platform/index.ts'
import { failureOf } from './command-failure.ts'

const told = (error: unknown) => {
  const { code, message } = failureOf(error)
  return `${code}: ${message}`
}

test('a refusal is told as it is', () => {
  const error = refusal(platformErrors, 'MIGRATION_CHANGED', '0001')
  assert.equal(failureOf(error), error)
})

test('a database that is away is told so, by what the driver or the server called it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  assert.equal(told(refused), 'DATABASE_UNAVAILABLE: The database cannot be reached (ECONNREFUSED)')
  const stopping = Object.assign(new Error('terminating connection'), { code: '57P01' })
  assert.equal(told(stopping), 'DATABASE_UNAVAILABLE: The database cannot be reached (57P01)')
})

test('what the system refused is told in its words: a file that is missing is no database that is away', () => {
  const missing = Object.assign(new Error("ENOENT: no such file, open 'x'"), { code: 'ENOENT', syscall: 'open' })
  const said = "(ENOENT: no such file, open 'x')"
  assert.equal(
    told(missing),
    `COMMAND_SYSTEM_REFUSED: The operating system refused something the command needs ${said}`,
  )
})

test('anything else has a code too, and no number of a child', () => {
  const begin = 'COMMAND_FAILED: The command failed for a reason nobody foresaw'
  assert.equal(told(new TypeError('x of 9990000018')), `${begin} (x of [number])`)
  assert.equal(told('thrown text'), `${begin} (thrown text)`)
})
