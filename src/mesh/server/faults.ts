import { CpisError } from '../../platform/index.ts'
import { type MeshWireCode, meshWireErrors } from '../errors.ts'
import type { Version } from './version.ts'

/** One field of a request that is missing or out of bounds, in the shape FastAPI made customary. */
export type Complaint = {
  readonly loc: readonly ['header' | 'query' | 'body', string]
  readonly msg: string
  readonly type: string
}

type Extras = {
  /** The message a refused send was kept under. */
  readonly messageId?: string
  readonly complaints?: readonly Complaint[]
  readonly detail?: string
}

/** A refusal the exchange answers on the wire. */
export class MeshFault extends CpisError {
  readonly wireCode: MeshWireCode
  readonly messageId: string | undefined
  readonly complaints: readonly Complaint[]

  constructor(code: MeshWireCode, extras: Extras = {}) {
    super(code, meshWireErrors[code], extras.detail)
    this.wireCode = code
    this.messageId = extras.messageId
    this.complaints = extras.complaints ?? []
  }
}

/** 400 for fields of the request, each with its place. */
export function invalidRequest(...complaints: Complaint[]): MeshFault {
  return new MeshFault('MESH_REQUEST_INVALID', { complaints })
}

type WireWords = { readonly event: string; readonly code: string }
const NO_WORDS: WireWords = { event: '', code: '' }

/** Event and code of every refusal (mesh.md 10). Words stand for codes where no number was ever published. */
export const WIRE_WORDS: Record<MeshWireCode, WireWords> = {
  MESH_TOKEN_UNREADABLE: NO_WORDS,
  MESH_TOKEN_OF_ANOTHER_MAILBOX: NO_WORDS,
  MESH_TOKEN_INVALID: NO_WORDS,
  MESH_TOKEN_REPEATED: NO_WORDS,
  MESH_CERTIFICATE_OF_ANOTHER: NO_WORDS,
  MESH_MAILBOX_INACTIVE: NO_WORDS,
  MESH_MAILBOX_UNMATCHED: { event: 'SEND', code: 'EPL-151' },
  MESH_REQUEST_INVALID: NO_WORDS,
  MESH_HEADERS_MALFORMED: { event: 'TRANSFER', code: '06' },
  MESH_CHECKSUM_INVALID: { event: 'SEND', code: 'Invalid checksum' },
  MESH_RECIPIENT_MISSING: { event: 'SEND', code: '08' },
  MESH_SENDER_MISMATCH: { event: 'SEND', code: '07' },
  MESH_BODY_EMPTY: { event: 'COLLECT', code: '02' },
  MESH_RECIPIENT_UNKNOWN: { event: 'SEND', code: '12' },
  MESH_SENDER_NOT_REGISTERED: { event: 'SEND', code: '16' },
  MESH_WORKFLOW_NOT_REGISTERED: { event: 'SEND', code: '17' },
  MESH_FILE_UNACCEPTABLE: { event: 'SEND', code: '15' },
  MESH_ENCODING_UNSUPPORTED: { event: 'SEND', code: 'UnsupportedContentEncoding' },
  MESH_CHUNK_RANGE_INVALID: { event: 'SEND', code: 'InvalidHeaderChunks' },
  MESH_ENCODING_CHANGED: { event: 'SEND', code: 'UnsupportedContentEncoding' },
  MESH_PART_BEYOND_TOTAL: { event: 'SEND', code: 'InvalidHeaderChunks' },
  MESH_MESSAGE_COMPLETE: { event: 'SEND', code: 'Message already accepted' },
  MESH_MESSAGE_UNKNOWN: { event: 'RECEIVE', code: '20' },
  MESH_MESSAGE_OF_ANOTHER: NO_WORDS,
  MESH_MESSAGE_GONE: { event: 'RECEIVE', code: '' },
  MESH_LOCAL_ID_NOT_UNIQUE: NO_WORDS,
  MESH_BODY_TOO_LARGE: NO_WORDS,
  MESH_UPLOAD_TOO_SLOW: NO_WORDS,
  MESH_CONTENT_TYPE_UNREADABLE: NO_WORDS,
}

/** The body of a refusal in the version the caller reads (mesh.md 10). */
export function faultBody(fault: MeshFault, version: Version): object {
  if (fault.wireCode === 'MESH_REQUEST_INVALID') return { detail: fault.complaints }
  const { event, code } = WIRE_WORDS[fault.wireCode]
  return version === 1
    ? { messageID: fault.messageId, errorEvent: event, errorCode: code, errorDescription: fault.message }
    : { message_id: fault.messageId, detail: [{ event, code, msg: fault.message }] }
}
