import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readChunkRange } from './chunk-range.ts'
import { readCompactMinute } from './timestamps.ts'
import { isSignedWith, mailboxNamed, readToken, signToken } from './token.ts'

const PARTS = {
  mailboxId: 'X26ABC1',
  nonce: '11111111-2222-3333-4444-555555555555',
  nonceCount: '0',
  timestamp: '202511221500',
}
const SECRETS = { sharedKey: 'TestKey', password: 'password' }
const HASH = 'dcc8a02147b6c6159ee3b5f175ca4c91fe609b0849a9b2b73b721f81bc8beae9'

test('the test vector of mesh.md 4', () => {
  const header = signToken(PARTS, SECRETS)
  assert.equal(header, `NHSMESH X26ABC1:11111111-2222-3333-4444-555555555555:0:202511221500:${HASH}`)
  assert.deepEqual(readToken(header), { ...PARTS, hash: HASH })
})

test('a hash in upper case is the same hash', () => {
  assert.equal(isSignedWith({ ...PARTS, hash: HASH.toUpperCase() }, SECRETS), true)
})

test('what is signed by these secrets is signed by no others', () => {
  const text = fc.string({ minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(text, text, text, text, (sharedKey, password, otherKey, otherPassword) => {
      const token = readToken(signToken(PARTS, { sharedKey, password }))
      assert.ok(token)
      assert.equal(isSignedWith(token, { sharedKey, password }), true)
      const isSame = sharedKey === otherKey && password === otherPassword
      assert.equal(isSignedWith(token, { sharedKey: otherKey, password: otherPassword }), isSame)
    }),
  )
})

test('a header that is not written exactly so is no token', () => {
  const rest = `11111111-2222-3333-4444-555555555555:0:202511221500:${HASH}`
  const wrong = [
    `X26ABC1:${rest}`,
    `NHSMESH  X26ABC1:${rest}`,
    `NHSMESH :X26ABC1:${rest}`,
    `NHSMESH X26 ABC1:${rest}`,
    `Bearer X26ABC1:${rest}`,
    `NHSMESH X26ABC1:${rest}:more`,
    `NHSMESH X26ABC1:n:zero:202511221500:${HASH}`,
    `NHSMESH X26ABC1:n:-1:202511221500:${HASH}`,
    `NHSMESH X26ABC1:n:0:2025112215:${HASH}`,
    `NHSMESH X26ABC1:n:0:202511221500:${HASH.slice(2)}`,
    `NHSMESH X26ABC1:n:0:202511221500:${'z'.repeat(64)}`,
    `NHSMESH X26ABC1::0:202511221500:${HASH}`,
    `NHSMESH X26ABC1:${'n'.repeat(101)}:0:202511221500:${HASH}`,
  ]
  for (const header of wrong) assert.equal(readToken(header), undefined, header)
})

test('the mailbox a header names is found whatever else is wrong', () => {
  assert.equal(mailboxNamed('NHSMESH X26ABC1:rest'), 'X26ABC1')
  assert.equal(mailboxNamed('Bearer   X26ABC1:rest'), 'X26ABC1')
  assert.equal(mailboxNamed('X26ABC1:rest'), 'X26ABC1')
  assert.equal(mailboxNamed('NHSMESH X26ABC1'), undefined)
  assert.equal(mailboxNamed(undefined), undefined)
})

test('a time that does not exist is none', () => {
  assert.equal(readCompactMinute('202511221500')?.toISOString(), '2025-11-22T15:00:00.000Z')
  for (const text of ['202502311200', '202511222460', '202513011200', '20251122', 'x02511221500'])
    assert.equal(readCompactMinute(text), undefined, text)
})

test('a chunk range is n:N with n from 1 to N', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_001 }), fc.integer({ min: 0, max: 10_001 }), (part, total) => {
      const isRange = part >= 1 && part <= total && total <= 10_000
      assert.deepEqual(readChunkRange(`${part}:${total}`), isRange ? { part, total } : undefined)
    }),
  )
  for (const text of ['', '1', '1:', ':1', 'a:b', '1:2:3', '-1:2', '1.0:2'])
    assert.equal(readChunkRange(text), undefined)
})
