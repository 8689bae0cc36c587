import { CpisError, defineErrors } from '../platform/index.ts'

/** What the exchange answers on the wire; `server/faults.ts` gives each its event and code (mesh.md 10). */
export const meshWireErrors = defineErrors({
  MESH_TOKEN_UNREADABLE: { status: 403, sentence: 'Error reading from Authorization header' },
  MESH_TOKEN_OF_ANOTHER_MAILBOX: { status: 403, sentence: 'Mailbox id does not match token' },
  MESH_TOKEN_INVALID: { status: 403, sentence: 'Invalid Authentication Token' },
  MESH_TOKEN_REPEATED: { status: 403, sentence: 'Error Duplicated Authentication Token' },
  MESH_CERTIFICATE_OF_ANOTHER: { status: 403, sentence: 'Certificate does not match the mailbox' },
  MESH_MAILBOX_INACTIVE: { status: 403, sentence: 'Request Received from Inactive Mailbox' },
  MESH_MAILBOX_UNMATCHED: { status: 403, sentence: 'No mailbox matched' },
  MESH_REQUEST_INVALID: { status: 400, sentence: 'The request does not follow the contract' },
  MESH_HEADERS_MALFORMED: { status: 400, sentence: 'MalformedControlFile' },
  MESH_CHECKSUM_INVALID: { status: 400, sentence: 'Invalid checksum' },
  MESH_RECIPIENT_MISSING: { status: 400, sentence: 'TO_DTS missing' },
  MESH_SENDER_MISMATCH: { status: 417, sentence: 'From address is not the mailbox of the token' },
  MESH_BODY_EMPTY: { status: 417, sentence: 'Data file is missing or inaccessible' },
  MESH_RECIPIENT_UNKNOWN: { status: 417, sentence: 'Unregistered to address' },
  MESH_SENDER_NOT_REGISTERED: { status: 417, sentence: 'Sender not allowed to send messages of this type' },
  MESH_WORKFLOW_NOT_REGISTERED: { status: 417, sentence: 'Workflow id not registered for the mailbox' },
  MESH_FILE_UNACCEPTABLE: { status: 417, sentence: 'Bad CP-IS file' },
  MESH_ENCODING_UNSUPPORTED: { status: 422, sentence: 'Content-encoding may be empty or gzip' },
  MESH_CHUNK_RANGE_INVALID: { status: 417, sentence: 'Chunk range is missing, malformed or does not fit the message' },
  MESH_ENCODING_CHANGED: { status: 417, sentence: 'Cannot change content encoding between the parts of a message' },
  MESH_PART_BEYOND_TOTAL: { status: 406, sentence: 'Part number is beyond the total of the message' },
  MESH_MESSAGE_COMPLETE: { status: 423, sentence: 'Message already accepted' },
  MESH_MESSAGE_UNKNOWN: { status: 404, sentence: 'Message does not exist' },
  MESH_MESSAGE_OF_ANOTHER: { status: 403, sentence: 'Message belongs to another mailbox' },
  MESH_MESSAGE_GONE: { status: 410, sentence: 'Message is no longer in the inbox' },
  MESH_LOCAL_ID_NOT_UNIQUE: { status: 300, sentence: 'Local id is not unique' },
  MESH_BODY_TOO_LARGE: { status: 413, sentence: 'Request body is larger than 100 MB' },
  MESH_UPLOAD_TOO_SLOW: { status: 408, sentence: 'The body took too long to arrive' },
  MESH_CONTENT_TYPE_UNREADABLE: { status: 415, sentence: 'Content-type is not a media type' },
})
export type MeshWireCode = keyof typeof meshWireErrors

/** Refusals of the mailbox administration and of the client. */
export const meshErrors = defineErrors({
  MESH_SETTINGS_UNUSABLE: { status: 500, sentence: 'The settings of the message exchange are not usable' },
  MESH_PASSWORD_UNREADABLE: { status: 500, sentence: 'The mailbox password was sealed under another key' },
  MESH_MAILBOX_UNKNOWN: { status: 404, sentence: 'There is no such mailbox' },
  MESH_MAILBOX_DEACTIVATED: { status: 409, sentence: 'The mailbox is deactivated' },
  MESH_IMPORT_UNREADABLE: { status: 400, sentence: 'The file of mailboxes or workflows is not usable' },
  MESH_FORBIDDEN: { status: 502, sentence: 'The message exchange did not accept our token or mailbox' },
  MESH_UNREACHABLE: { status: 503, sentence: 'The message exchange cannot be reached' },
  MESH_SEND_UNCERTAIN: { status: 503, sentence: 'It is not known whether the message exchange took the message' },
  MESH_REFUSED: { status: 502, sentence: 'The message exchange refused the request' },
  MESH_ANSWER_UNREADABLE: { status: 502, sentence: 'The answer of the message exchange is not understood' },
  MESH_HEADER_UNSENDABLE: { status: 500, sentence: 'A header value may hold printable ASCII only' },
})

/** What a server answered to a request it refused. All but the status may be missing. */
export type ServerWords = {
  readonly status: number
  readonly event?: string
  readonly code?: string
  readonly text?: string
  readonly messageId?: string
}

/** MESH_REFUSED or MESH_FORBIDDEN, with the server's own words. */
export class MeshAnswerError extends CpisError {
  readonly answer: ServerWords

  constructor(code: 'MESH_REFUSED' | 'MESH_FORBIDDEN', answer: ServerWords) {
    const said = [answer.status, answer.event, answer.code, answer.text].filter(
      word => word !== undefined && word !== '',
    )
    super(code, meshErrors[code], said.join(' '))
    this.answer = answer
  }
}
