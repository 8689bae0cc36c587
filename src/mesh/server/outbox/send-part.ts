import { readChunkRange } from '../../chunk-range.ts'
import { runAdmitted } from '../admission/admit.ts'
import { discard, receivePieces } from '../bodies/receive-body.ts'
import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { headerOf, type MeshRequest, pathId, pathPart } from '../request.ts'
import { holdUpload, keepPart, UPLOAD_COLUMNS, type UploadState } from './keep-parts.ts'
import { readEncoding } from './send-headers.ts'

type Part = { readonly part: number; readonly total: number; readonly encoding: '' | 'gzip' }

/**
 * `POST /{mailbox}/outbox/{id}/{n}`: part n of a message whose part 1 was sent; it may be sent again until the message
 * is complete (mesh.md 9). Looked at before its body is read, and again when that is kept. Throws
 * MESH_CHUNK_RANGE_INVALID, MESH_ENCODING_UNSUPPORTED, MESH_BODY_EMPTY, MESH_BODY_TOO_LARGE, MESH_MESSAGE_UNKNOWN,
 * MESH_MESSAGE_OF_ANOTHER, MESH_MESSAGE_COMPLETE, MESH_PART_BEYOND_TOTAL, MESH_ENCODING_CHANGED or
 * MESH_UPLOAD_TOO_SLOW.
 */
export async function sendPart(call: Call, request: MeshRequest): Promise<Answer> {
  const messageId = pathId(request, 'id')
  const part = readPart(request)
  refuseUnfit(await findUpload(call, messageId), part, call.mailboxId)
  const body = await receivePieces(call, request)
  try {
    await call.mesh.db.transaction(async tx => {
      refuseUnfit(await holdUpload(tx, messageId), part, call.mailboxId)
      const reportId = call.mesh.nextMessageId()
      const isKept = await keepPart(tx, { messageId, part: part.part, ...body, at: call.mesh.clock.now(), reportId })
      if (!isKept) throw new MeshFault('MESH_UPLOAD_TOO_SLOW')
    })
  } catch (error) {
    await discard(call, body.uploadId)
    throw error
  }
  const json = call.version === 1 ? { messageID: messageId, blockID: part.part } : { message_id: messageId }
  return { status: 202, json }
}

async function findUpload(call: Call, messageId: string): Promise<UploadState | undefined> {
  const [row] = await runAdmitted<UploadState | { readonly state: null }>(call, 'send', {
    name: 'find-upload',
    text: ` select admission.*, ${UPLOAD_COLUMNS}
      from admission left join mesh.message m on m.message_id = $5 and admission.fresh`,
    values: [messageId],
  })
  return row.state === null ? undefined : row
}

/** The header must be there and name the part of the path; part 1 goes to the outbox itself. */
function readPart(request: MeshRequest): Part {
  const range = readChunkRange(headerOf(request, 'mex-chunk-range') ?? '')
  if (!range || range.part < 2 || pathPart(request, 'part') !== String(range.part))
    throw new MeshFault('MESH_CHUNK_RANGE_INVALID')
  return { ...range, encoding: readEncoding(request) }
}

function refuseUnfit(upload: UploadState | undefined, part: Part, mailboxId: string): void {
  if (!upload) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (upload.sender !== mailboxId) throw new MeshFault('MESH_MESSAGE_OF_ANOTHER')
  if (upload.state !== 'uploading') throw new MeshFault('MESH_MESSAGE_COMPLETE')
  if (part.part > upload.total_parts) throw new MeshFault('MESH_PART_BEYOND_TOTAL')
  if (part.total !== upload.total_parts) throw new MeshFault('MESH_CHUNK_RANGE_INVALID')
  if (part.encoding !== upload.content_encoding) throw new MeshFault('MESH_ENCODING_CHANGED')
}
