import { type Keyring, openBox, sealBox, systemRandomness } from '../../platform/index.ts'

/** The data key of one message, and that key as its row keeps it. */
export type MessageKey = { readonly messageId: string; readonly key: Buffer; readonly wrapped: Buffer }

/** What a row holds of what was sealed with a message. */
export type SealedRow = {
  readonly message_id: string
  /** A report bears the headers of the message it is about, as they were sealed with that. */
  readonly sealed_as: string | null
  readonly wrapped_key: Buffer | null
  readonly headers_sealed: Buffer | null
}

/** `mex-…` headers that are passed through: subject, file name and such. */
export type PassedOn = Readonly<Record<string, string>>

/** The contexts data keys are bound to. */
export const keyOfMessage = (messageId: string) => `mesh.message ${messageId}`
export const keyOfUpload = (uploadId: string) => `mesh.upload ${uploadId}`

const headersOf = (messageId: string) => `mesh.message ${messageId} headers`
const bodyOf = (messageId: string) => `mesh.message ${messageId} body`

/** Makes the data key of a message. */
export function newMessageKey(keyring: Keyring, messageId: string): MessageKey {
  return { messageId, ...keyring.newDataKey(keyOfMessage(messageId)) }
}

/** Seals what a sender wrote into headers for people to read; null for none. */
export function sealHeaders({ messageId, key }: MessageKey, headers: PassedOn): Buffer | null {
  if (Object.keys(headers).length === 0) return null
  const plain = Buffer.from(JSON.stringify(headers))
  return sealBox(key, { plain, context: headersOf(messageId), randomness: systemRandomness })
}

/** Seals the body of a message that is kept whole. */
export function sealBody({ messageId, key }: MessageKey, plain: Buffer): Buffer {
  return sealBox(key, { plain, context: bodyOf(messageId), randomness: systemRandomness })
}

/** The headers a message was sent with; of a report about one, its subject alone. Throws SEALED_VALUE_UNREADABLE. */
export function openHeaders(keyring: Keyring, row: SealedRow): PassedOn {
  if (row.wrapped_key === null || row.headers_sealed === null) return {}
  const sealedAs = row.sealed_as ?? row.message_id
  const key = keyring.openDataKey(row.wrapped_key, keyOfMessage(sealedAs))
  const headers: PassedOn = JSON.parse(openBox(key, row.headers_sealed, headersOf(sealedAs)).toString())
  if (row.sealed_as === null) return headers
  const { 'mex-subject': subject } = headers
  return subject === undefined ? {} : { 'mex-subject': subject }
}

/** The body of a message that is kept whole; empty for one without. Throws SEALED_VALUE_UNREADABLE. */
export function openBody(keyring: Keyring, row: SealedRow & { readonly body_sealed: Buffer | null }): Buffer {
  const { message_id: messageId, wrapped_key: wrapped, body_sealed: body } = row
  if (body === null || wrapped === null) return Buffer.alloc(0)
  return openBox(keyring.openDataKey(wrapped, keyOfMessage(messageId)), body, bodyOf(messageId))
}

/** Bytes as PostgreSQL reads them out of JSON. */
export const asBytea = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`
