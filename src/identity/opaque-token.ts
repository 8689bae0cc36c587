import { createHash } from 'node:crypto'
import type { Randomness } from '../platform/index.ts'

/** A token as its holder has it, and what we keep of it. */
export type OpaqueToken = { readonly token: string; readonly hash: Buffer }

/** 256 bits of chance (trust.md 5, clause 7.2.3). */
const BYTES = 32

const SHAPE = /^[A-Za-z0-9_-]{43}$/

/** Makes an opaque token; only its hash may be kept. */
export function makeToken(randomness: Randomness): OpaqueToken {
  const token = randomness.bytes(BYTES).toString('base64url')
  return { token, hash: sha256(token) }
}

/** Whether a text can be one of our tokens; one that cannot is not looked up. */
export function isOpaqueToken(text: string): boolean {
  return SHAPE.test(text)
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
