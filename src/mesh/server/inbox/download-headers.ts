import { compactSecond } from '../../timestamps.ts'
import type { Version } from '../version.ts'
import type { MessageRow } from './store.ts'

/** The part that goes out: its number, and whether its bytes stay compressed on the way. */
export type PartSent = { readonly part: number; readonly isGzip: boolean }

type Headers = Record<string, string | undefined>

/** The headers of a download (mesh.md 7, "Receiving"); a header without a value is left out. */
export function downloadHeaders(message: MessageRow, sent: PartSent, version: Version): Headers {
  const { headers } = message
  return {
    'content-type': mediaType(message, version),
    'content-encoding': sent.isGzip ? 'gzip' : undefined,
    'last-modified': message.accepted_at?.toUTCString(),
    'mex-messageid': message.message_id,
    'mex-messagetype': message.message_type,
    'mex-from': message.sender ?? undefined,
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
    'mex-filename':
      message.message_type === 'DATA' ? (headers['mex-filename'] ?? `${message.message_id}.dat`) : undefined,
    'mex-content-compressed': sent.isGzip ? 'Y' : (headers['mex-content-compressed'] ?? 'N'),
  }
}

/** In v2 a message of one part keeps the sender's type; parts are no documents by themselves. */
function mediaType(message: MessageRow, version: Version): string {
  const keeps = version === 2 && message.total_parts === 1
  return (keeps ? message.content_type : undefined) ?? 'application/octet-stream'
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
