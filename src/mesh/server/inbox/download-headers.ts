import { createHash } from 'node:crypto'
import { compactSecond } from '../../timestamps.ts'
import type { Version } from '../version.ts'
import type { MessageRow } from './message-row.ts'

/** The part that goes out: its number, and whether its bytes stay compressed on the way. */
export type PartSent = { readonly part: number; readonly isGzip: boolean }

type Headers = Record<string, string | undefined>

/** The headers of a download (mesh.md 7, "Receiving"); a header without a value is left out. */
export function downloadHeaders(
  message: MessageRow & { readonly sender_ods_code: string | null },
  sent: PartSent,
  version: Version,
): Headers {
  const { headers } = message
  return {
    'content-type': mediaType(message, version),
    'content-encoding': sent.isGzip ? 'gzip' : undefined,
    etag: etagOf(message.message_id, sent),
    'last-modified': message.accepted_at?.toUTCString(),
    'mex-messageid': message.message_id,
    'mex-messagetype': message.message_type,
    'mex-from': message.sender ?? undefined,
    'mex-from-ods': message.sender_ods_code ?? undefined,
    'mex-to': message.recipient,
    'mex-workflowid': message.workflow_id,
    'mex-localid': message.local_id ?? undefined,
    'mex-linkedmsgid': message.linked_message_id ?? undefined,
    'mex-chunk-range': `${sent.part}:${message.total_parts}`,
    'mex-total-chunks': String(message.total_parts),
    'mex-addresstype': 'ALL',
    'mex-version': '1.0',
    ...statusHeaders(message),
    ...headers,
    'mex-filename': headers['mex-filename'] ?? defaultFileName(message),
    'mex-content-compressed': sent.isGzip ? 'Y' : (headers['mex-content-compressed'] ?? 'N'),
  }
}

/** What is kept under an id never changes, so that the id and the form it is sent in say what is sent (mesh.md 7). */
function etagOf(messageId: string, { part, isGzip }: PartSent): string {
  return `"${createHash('sha1').update(`${messageId} ${part} ${isGzip}`).digest('hex')}"`
}

/** In v2 a message of one part keeps the sender's type; parts are no documents by themselves. */
function mediaType(message: MessageRow, version: Version): string {
  const keeps = version === 2 && message.total_parts === 1
  return (keeps ? message.content_type : undefined) ?? 'application/octet-stream'
}

/** A report bears a file name only where it was given one. */
function defaultFileName(message: MessageRow): string | undefined {
  return message.message_type === 'DATA' ? `${message.message_id}.dat` : undefined
}

function statusHeaders(message: MessageRow): Headers {
  return {
    'mex-statusevent': message.status_event ?? undefined,
    'mex-statuscode': message.status_code ?? undefined,
    'mex-statusdescription': message.status_description ?? undefined,
    'mex-statussuccess': message.status_code === '00' ? 'SUCCESS' : 'ERROR',
    'mex-statustimestamp': compactSecond(message.status_at),
  }
}
