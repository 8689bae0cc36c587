import { createCipheriv, createDecipheriv } from 'node:crypto'
import { refusal } from '../../../platform/index.ts'
import { meshErrors } from '../../errors.ts'

/** A password under AES-256-GCM: cipher text with its 16-byte tag behind it, and the 12-byte nonce. */
export type SealedPassword = { readonly bytes: Buffer; readonly nonce: Buffer }

/** The key, and the mailbox the seal is bound to: a sealed password moved to another mailbox does not open. */
export type SealOf = { readonly mailboxId: string; readonly key: Uint8Array }

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16
export const SEAL_NONCE_BYTES = 12

/** Seals a password; `nonce` must never be used twice with the same key. */
export function sealPassword(password: string, nonce: Buffer, of: SealOf): SealedPassword {
  const cipher = createCipheriv(ALGORITHM, of.key, nonce).setAAD(Buffer.from(of.mailboxId))
  const bytes = Buffer.concat([cipher.update(password, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { bytes, nonce }
}

/** Opens a sealed password. Throws MESH_PASSWORD_UNREADABLE when key or mailbox are not those it was sealed with. */
export function openPassword(sealed: SealedPassword, of: SealOf): string {
  const { bytes, nonce } = sealed
  try {
    const cipher = createDecipheriv(ALGORITHM, of.key, nonce).setAAD(Buffer.from(of.mailboxId))
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    return Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]).toString('utf8')
  } catch (error) {
    throw refusal(meshErrors, 'MESH_PASSWORD_UNREADABLE', `mailbox ${of.mailboxId}`, error)
  }
}
