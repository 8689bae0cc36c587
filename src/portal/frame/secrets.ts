import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { type Randomness, refusal } from '../../platform/index.ts'
import { portalErrors } from '../errors.ts'

// Both are made from the id the browser holds: nothing is kept, and no other session can use them.

/** The token every form of a session carries (OWASP: tied to the session, not guessable). */
export function formToken(browserId: string): string {
  return keyOf(browserId, 'form').toString('base64url')
}

export function isFormToken(browserId: string, sent: string): boolean {
  const [wanted, given] = [Buffer.from(formToken(browserId)), Buffer.from(sent)]
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals a text into a handle for a path, as an NHS number may not stand there (trust.md 5, clause 14.2.1). */
export function sealed(randomness: Randomness, browserId: string, text: string): string {
  const iv = randomness.bytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(browserId, 'handle'), iv)
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64url')
}

/** The text of a handle of this very session. Throws PORTAL_HANDLE_UNKNOWN. */
export function opened(browserId: string, handle: string): string {
  const bytes = Buffer.from(handle, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(browserId, 'handle'), bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (error) {
    throw refusal(portalErrors, 'PORTAL_HANDLE_UNKNOWN', undefined, error)
  }
}

function keyOf(browserId: string, use: string): Buffer {
  return createHmac('sha256', browserId).update(use).digest()
}
