import assert from 'node:assert/strict'
import { test } from 'node:test'
import { childKey } from './child-key.ts'
import { openKeyring } from './keyring.ts'
import { readIndexKey } from './settings.ts'

const masterKeys = { masterKeys: new Map([[1, Buffer.alloc(32, 1)]]), current: 1 }
const keyring = openKeyring({ ...masterKeys, indexKey: Buffer.alloc(32, 7) })

// Worked out beside by HKDF and HMAC as RFC 5869 and RFC 2104 have them.
test('the key of a child is the one worked out beside', () => {
  assert.equal(childKey(keyring, '9990000018'), 'f1139cff-f219-eecf-e94e-abaa475cd683')
  assert.equal(childKey(keyring, '9990000026'), '886ac0c0-5cd7-7971-b4e2-9f5ab7f413e8')
})

test('it stays when master keys change, and is another under another index key', () => {
  const changing = openKeyring({ ...masterKeys, indexKey: Buffer.alloc(32, 7) })
  changing.rotate({ masterKeys: new Map([[2, Buffer.alloc(32, 2)]]), current: 2 })
  assert.equal(childKey(changing, '9990000018'), childKey(keyring, '9990000018'))
  const other = openKeyring({ ...masterKeys, indexKey: Buffer.alloc(32, 8) })
  assert.notEqual(childKey(other, '9990000018'), childKey(keyring, '9990000018'))
})

test('the index key is read from 64 hexadecimal digits and nothing else', () => {
  assert.deepEqual(readIndexKey('07'.repeat(32)), Buffer.alloc(32, 7))
  for (const odd of ['', '07', '07'.repeat(31), 'zz'.repeat(32), `${'07'.repeat(32)} `])
    assert.throws(() => readIndexKey(odd), { message: 'must be 64 hexadecimal digits' })
})
