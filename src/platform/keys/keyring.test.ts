import assert from 'node:assert/strict'
import { createHmac, hkdfSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Randomness } from '../randomness.ts'
import { systemRandomness } from '../randomness.ts'
import { openBox, sealBox } from './box.ts'
import { type Keys, openKeyring } from './keyring.ts'
import { readMasterKeys } from './settings.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const first = Buffer.alloc(32, 1)
const second = Buffer.alloc(32, 2)
const indexKey = Buffer.alloc(32, 7)
const ofFirst: Keys = { masterKeys: new Map([[1, first]]), current: 1, indexKey }
const ofBoth: Keys = {
  masterKeys: new Map([
    [1, first],
    [2, second],
  ]),
  current: 2,
  indexKey,
}
const always = (bytes: Buffer): Randomness => ({ ...systemRandomness, bytes: () => bytes })
const unreadable = { code: 'SEALED_VALUE_UNREADABLE' }

test('the known answers of AES-256-GCM with associated bytes (NIST GCM, case 16 without its associated bytes; case 14)', () => {
  const zeros = { plain: Buffer.alloc(16), context: '', randomness: always(Buffer.alloc(12)) }
  assert.equal(
    sealBox(Buffer.alloc(32), zeros).toString('hex'),
    '000000000000000000000000cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
  )
  const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308')
  const plain = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525' +
      'b16aedf5aa0de657ba637b391aafd255',
  )
  const box = sealBox(key, { plain, context: '', randomness: always(hex('cafebabefacedbaddecaf888')) })
  assert.equal(box.subarray(-16).toString('hex'), 'b094dac5d93471bdec1a502270e3cc6c')
  assert.deepEqual(openBox(key, box, ''), plain)
})

test('a sealed value says its form and its key, and opens under its context only', () => {
  const keyring = openKeyring(ofFirst)
  const sealed = keyring.seal(Buffer.from('Robin'), 'register.plan 7 given')
  assert.equal(sealed.length, 'Robin'.length + 31)
  assert.deepEqual([...sealed.subarray(0, 3)], [1, 0, 1])
  assert.equal(keyring.unseal(sealed, 'register.plan 7 given').toString(), 'Robin')
  assert.throws(() => keyring.unseal(sealed, 'register.plan 8 given'), unreadable)
})

test('what is sealed twice is never the same', () => {
  const keyring = openKeyring(ofFirst)
  assert.notDeepEqual(keyring.seal(Buffer.from('x'), 'a'), keyring.seal(Buffer.from('x'), 'a'))
})

test('any flipped bit, and any byte more or less, makes a sealed value unreadable', () => {
  const keyring = openKeyring(ofBoth)
  const value = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(value, fc.string(), fc.nat(), (plain, context, bit) => {
      const sealed = keyring.seal(plain, context)
      assert.deepEqual(keyring.unseal(sealed, context), Buffer.from(plain))
      const place = bit % (sealed.length * 8)
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3)
      assert.throws(() => keyring.unseal(flipped, context), unreadable)
      assert.throws(() => keyring.unseal(sealed.subarray(0, -1), context), unreadable)
      assert.throws(() => keyring.unseal(Buffer.concat([sealed, Buffer.alloc(1)]), context), unreadable)
    }),
  )
  for (const length of [0, 1, 3, 10, 15, 20])
    assert.throws(() => keyring.unseal(Buffer.alloc(length, 1), ''), unreadable)
})

test('keys change while running: new values under the new key, old ones readable until resealed', () => {
  const keyring = openKeyring(ofFirst)
  const old = keyring.seal(Buffer.from('Robin'), 'x')
  keyring.rotate(ofBoth)
  const anew = keyring.reseal(old, 'x')
  assert.deepEqual([keyring.isCurrent(old), keyring.isCurrent(anew)], [false, true])
  assert.equal(keyring.unseal(old, 'x').toString(), 'Robin')
  keyring.rotate({ masterKeys: new Map([[2, second]]), current: 2 })
  assert.equal(keyring.unseal(anew, 'x').toString(), 'Robin')
  assert.throws(() => keyring.unseal(old, 'x'), { ...unreadable, detail: 'key 1' })
})

test('a data key seals for one record, and is rewrapped without touching what it sealed', () => {
  const keyring = openKeyring(ofFirst)
  const { key, wrapped } = keyring.newDataKey('entry 1')
  const box = sealBox(key, { plain: Buffer.from('Robin'), context: 'entry 1', randomness: systemRandomness })
  keyring.rotate(ofBoth)
  const rewrapped = keyring.reseal(wrapped, 'entry 1')
  keyring.rotate({ masterKeys: new Map([[2, second]]), current: 2 })
  assert.equal(openBox(keyring.openDataKey(rewrapped, 'entry 1'), box, 'entry 1').toString(), 'Robin')
  assert.throws(() => openBox(keyring.newDataKey('entry 1').key, box, 'entry 1'), unreadable)
})

test('a keyed hash is the same again, another under another key and another context', () => {
  const keyring = openKeyring(ofFirst)
  const hash = keyring.keyedHash('9990000018', 'nhs number')
  const derived = Buffer.from(hkdfSync('sha256', first, '', 'open-cpis keyed hash', 32))
  assert.deepEqual(hash, createHmac('sha256', derived).update('10 nhs number9990000018').digest())
  assert.deepEqual(keyring.keyedHash('9990000018', 'nhs number'), hash)
  assert.notDeepEqual(keyring.keyedHash('9990000018', 'other number'), hash)
  assert.notDeepEqual(keyring.keyedHash('19990000018', 'nhs number'), keyring.keyedHash('9990000018', 'nhs number1'))
  keyring.rotate(ofBoth)
  const now = keyring.keyedHash('9990000018', 'nhs number')
  assert.notDeepEqual(now, hash)
  assert.deepEqual(keyring.keyedHashes('9990000018', 'nhs number'), [now, hash])
})

test('keys of another length, versions out of range and a current one that is not there are refused', () => {
  const refused = (masterKeys: [number, Buffer][], current: number, detail: string) =>
    assert.throws(() => openKeyring({ masterKeys: new Map(masterKeys), current, indexKey }), {
      code: 'MASTER_KEYS_INVALID',
      detail,
    })
  refused([[1, Buffer.alloc(16)]], 1, 'key 1 has not 32 bytes')
  refused([[0, first]], 0, 'versions are 1 to 65535')
  refused([[65_536, first]], 65_536, 'versions are 1 to 65535')
  refused([[1, first]], 2, 'there is no key 2')
  assert.throws(() => openKeyring({ ...ofFirst, indexKey: Buffer.alloc(16) }), {
    code: 'MASTER_KEYS_INVALID',
    detail: 'the index key has not 32 bytes',
  })
})

test('master keys are read as versions with keys, the highest current', () => {
  const read = readMasterKeys(`1:${'01'.repeat(32)}, 2:${'02'.repeat(32)}`)
  assert.deepEqual({ ...read, indexKey }, ofBoth)
  const prepared = readMasterKeys(`1:${'01'.repeat(32)}, read 2:${'02'.repeat(32)}`)
  assert.deepEqual({ ...prepared, indexKey }, { ...ofBoth, current: 1 }, 'known to all before it is used')
  const message = 'must be versions with keys of 64 hexadecimal digits, as 1:00ff…,2:11ee…'
  for (const odd of [
    '',
    '1',
    `read 1:${'01'.repeat(32)}`,
    `0:${'01'.repeat(32)}`,
    `1:${'01'.repeat(31)}`,
    `1:${'zz'.repeat(32)}`,
    `1:${'01'.repeat(32)},1:${'02'.repeat(32)}`,
  ])
    assert.throws(() => readMasterKeys(odd), { message })
})
