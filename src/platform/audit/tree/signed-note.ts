import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { platformErrors, refusal } from '../../errors.ts'

// Signed notes and cosignatures as C2SP describes them (signed-note, tlog-cosignature), by Ed25519.

/** Who signs. */
export type Signer = { readonly name: string; readonly key: KeyObject }
/** Whose signature is believed, as `name+key id+base64`. */
export type VerifierKey = string

/** `log` signs the text itself, `witness` the text with the time it saw it. */
export type SignatureKind = 'log' | 'witness'
const KIND_BYTE: Readonly<Record<SignatureKind, number>> = { log: 1, witness: 4 }

/** A key's name may not hold what a note is written with. */
const NAME = /^[^\s+]+$/u

/** Reads an Ed25519 private key as PEM; throws a plain Error that says what is wanted. */
export function readSigningKey(pem: string): KeyObject {
  const wanted = new Error('must be an Ed25519 private key as PEM')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw wanted
  }
  if (key.asymmetricKeyType !== 'ed25519') throw wanted
  return key
}

/** The line others are given to verify by. Throws NOTE_KEY_INVALID for a name with blanks or a plus. */
export function verifierKeyOf({ name, key }: Signer, kind: SignatureKind = 'log'): VerifierKey {
  if (!NAME.test(name)) throw refusal(platformErrors, 'NOTE_KEY_INVALID', name)
  const typed = typedKey(kind, rawPublicKey(key))
  return `${name}+${keyId(name, typed).toString('hex')}+${typed.toString('base64')}`
}

/** Signs a text that ends with a line feed; what comes out is a whole note. */
export function signNote(signer: Signer, text: string): string {
  return `${text}\n${signatureLine(signer, 'log', sign(null, Buffer.from(text), signer.key))}`
}

/** A witness's line for a text, to be put behind its note; `at` is in whole seconds. */
export function cosignatureLine(signer: Signer, text: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const signature = sign(null, Buffer.from(cosigned(text, seconds)), signer.key)
  return signatureLine(signer, 'witness', Buffer.concat([time, signature]))
}

const cosigned = (text: string, seconds: number | bigint) => `cosignature/v1\ntime ${seconds}\n${text}`

/** The text of a note that a key has signed. Throws NOTE_SIGNATURE_INVALID. */
export function openNote(note: string, verifier: VerifierKey): string {
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const { name, id, kind, key } = readVerifierKey(verifier)
  const lines = end < 0 ? [] : note.slice(end + 2).split('\n')
  const isSigned = lines.some(line => {
    const [dash, by, signed = '', ...more] = line.split(' ')
    const bytes = Buffer.from(signed, 'base64')
    if (dash !== '—' || by !== name || more.length > 0 || !bytes.subarray(0, 4).equals(id)) return false
    return kind === 'log'
      ? verify(null, Buffer.from(text), key, bytes.subarray(4))
      : bytes.length === 76 &&
          verify(null, Buffer.from(cosigned(text, bytes.readBigUInt64BE(4))), key, bytes.subarray(12))
  })
  if (!isSigned) throw refusal(platformErrors, 'NOTE_SIGNATURE_INVALID', name)
  return text
}

function readVerifierKey(verifier: VerifierKey) {
  const [name = '', id = '', ...rest] = verifier.split('+')
  const typed = Buffer.from(rest.join('+'), 'base64')
  const kind = (Object.keys(KIND_BYTE) as SignatureKind[]).find(one => KIND_BYTE[one] === typed[0])
  const isSound = NAME.test(name) && typed.length === 33 && keyId(name, typed).toString('hex') === id
  if (kind === undefined || !isSound) throw refusal(platformErrors, 'NOTE_KEY_INVALID', name)
  const x = typed.subarray(1).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return { name, id: Buffer.from(id, 'hex'), kind, key }
}

function signatureLine({ name, key }: Signer, kind: SignatureKind, signature: Buffer): string {
  const id = keyId(name, typedKey(kind, rawPublicKey(key)))
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

function keyId(name: string, typed: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
}

const typedKey = (kind: SignatureKind, raw: Buffer) => Buffer.concat([Buffer.from([KIND_BYTE[kind]]), raw])

function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(String(createPublicKey(key).export({ format: 'jwk' }).x), 'base64url')
}
