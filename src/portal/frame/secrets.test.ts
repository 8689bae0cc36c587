import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { systemRandomness } from '../../platform/index.ts'
import { formToken, isFormToken, opened, sealed } from './secrets.ts'

test('what is sealed opens for the same session only, and looks different each time', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const handle = sealed(systemRandomness, 'mine', text)
      assert.equal(opened('mine', handle), text)
      assert.match(handle, /^[\w-]+$/)
      assert.notEqual(sealed(systemRandomness, 'mine', text), handle)
      assert.throws(() => opened('yours', handle), { code: 'PORTAL_HANDLE_UNKNOWN' })
    }),
  )
})

test('a handle with one letter changed opens nothing', () => {
  const handle = sealed(systemRandomness, 'mine', '9990100004')
  for (let place = 0; place < handle.length - 1; place += 1) {
    const changed = `${handle.slice(0, place)}${handle[place] === 'A' ? 'B' : 'A'}${handle.slice(place + 1)}`
    assert.throws(() => opened('mine', changed), { code: 'PORTAL_HANDLE_UNKNOWN' })
  }
})

test('a form token is of one session', () => {
  assert.ok(isFormToken('mine', formToken('mine')))
  assert.ok(!isFormToken('yours', formToken('mine')))
  assert.ok(!isFormToken('mine', ''))
})
