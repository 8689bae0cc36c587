import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { cosignatureLine, openNote, readSigningKey, signNote, verifierKeyOf } from './signed-note.ts'

/** The example of Go's sumdb/note, which C2SP's signed-note describes. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const NOTE = `${TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`

const signer = (name: string) => ({ name, key: generateKeyPairSync('ed25519').privateKey })
const unsigned = { code: 'NOTE_SIGNATURE_INVALID' }

test('a note others have signed opens, and none of its letters may be another', () => {
  assert.equal(openNote(NOTE, NEUMANN), TEXT)
  assert.throws(() => openNote(NOTE.replace('answer', 'Answer'), NEUMANN), unsigned)
  assert.throws(() => openNote(NOTE.replace('x08go/ZJ', 'x08go/ZK'), NEUMANN), unsigned)
  assert.throws(() => openNote(TEXT, NEUMANN), unsigned)
  assert.throws(() => openNote('', NEUMANN), unsigned)
})

test('what we sign opens with our key only, also with lines of others behind it', () => {
  const [log, other] = [signer('log.example.org/audit'), signer('log.example.org/audit')]
  const witness = signer('witness.example.org')
  const text = 'log.example.org/audit\n3\nAAAA\n'
  const at = new Date('2026-11-22T10:00:00.900Z')
  const note = signNote(log, text) + cosignatureLine(witness, text, at)
  assert.equal(openNote(note, verifierKeyOf(log)), text)
  assert.equal(openNote(note, verifierKeyOf(witness, 'witness')), text)
  assert.throws(() => openNote(note, verifierKeyOf(other)), unsigned)
  assert.throws(() => openNote(note, verifierKeyOf(witness)), unsigned)
  assert.equal(Buffer.from(note.split(' ').at(-1) ?? '', 'base64').readBigUInt64BE(4), 1795341600n)
})

test('keys that are none are refused', () => {
  const odd = { code: 'NOTE_KEY_INVALID' }
  for (const key of ['', 'x', 'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'])
    assert.throws(() => openNote(NOTE, key), odd)
  assert.throws(() => verifierKeyOf(signer('two words')), odd)
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  for (const pem of ['', String(rsa)])
    assert.throws(() => readSigningKey(pem), { message: 'must be an Ed25519 private key as PEM' })
  const pem = signer('x').key.export({ type: 'pkcs8', format: 'pem' })
  assert.deepEqual(readSigningKey(String(pem)), createPrivateKey(pem))
})
