import type { Keyring } from './keyring.ts'

/** Seals a value as JSON, all of it together, under its place: `register.plan <child> <authority>`. */
export function sealJson(keyring: Pick<Keyring, 'seal'>, value: unknown, context: string): Buffer {
  return keyring.seal(Buffer.from(JSON.stringify(value)), context)
}

/** Opens what `sealJson` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openJson<Value>(keyring: Pick<Keyring, 'unseal'>, sealed: Uint8Array, context: string): Value {
  return JSON.parse(keyring.unseal(sealed, context).toString('utf8')) as Value
}

/** Bytes as PostgreSQL reads and writes them in text and JSON. */
export const byteaText = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`

/** Reads `byteaText`. */
export const ofByteaText = (text: string): Buffer => Buffer.from(text.slice(2), 'hex')
