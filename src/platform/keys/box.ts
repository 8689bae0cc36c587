import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { platformErrors, refusal } from '../errors.ts'
import type { Randomness } from '../randomness.ts'

/** Nonce, ciphertext and tag one behind the other. */
export type Box = Uint8Array

/** AES-256. */
export const KEY_BYTES = 32
/** The 96 bits GCM is made for, fresh each time; a key that seals fewer than 2^32 values may choose them by chance. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

export type ToSeal = { readonly plain: Uint8Array; readonly context: string; readonly randomness: Randomness }

/** Node takes three times as long with a key as bytes. */
const asKey = (key: Uint8Array | KeyObject) => (key instanceof Uint8Array ? createSecretKey(key) : key)

/** Seals bytes under a key of 32 bytes by AES-256-GCM; the context is authenticated and not stored. */
export function sealBox(key: Uint8Array | KeyObject, { plain, context, randomness }: ToSeal): Buffer {
  const nonce = randomness.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', asKey(key), nonce)
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `sealBox` made. Throws SEALED_VALUE_UNREADABLE when a bit, the key or the context is another. */
export function openBox(key: Uint8Array | KeyObject, box: Box, context: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', asKey(key), box.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(box.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (error) {
    throw refusal(platformErrors, 'SEALED_VALUE_UNREADABLE', undefined, error)
  }
}
