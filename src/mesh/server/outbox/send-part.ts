import { readChunkRange } from '../../chunk-range.ts'
import { admit } from '../admission/admit.ts'
import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { bodyOf, headerOf, type MeshRequest, pathId, pathPart } from '../request.ts'
import { readEncoding } from './send-headers.ts'
import { holdUpload, keepPart, type UploadState } from './store.ts'

type Part = { readonly part: number; readonly total: number; readonly encoding: '' | 'gzip' }

/**
 * `POST /{mailbox}/outbox/{id}/{n}`: part n of a message whose part 1 was sent; it may be sent again until the message
 * is complete (mesh.md 9). Throws MESH_CHUNK_RANGE_INVALID, MESH_ENCODING_UNSUPPORTED, MESH_BODY_EMPTY,
 * MESH_MESSAGE_UNKNOWN, MESH_MESSAGE_OF_ANOTHER, MESH_MESSAGE_COMPLETE, MESH_PART_BEYOND_TOTAL or MESH_ENCODING_CHANGED.
 */
export async function sendPart(call: Call, request: MeshRequest): Promise<Answer> {
  const messageId = pathId(request, 'id')
  const part = readPart(request)
  const body = bodyOf(request)
  if (body.length === 0) throw new MeshFault('MESH_BODY_EMPTY')
  await admit(call, 'send')
  await call.mesh.db.transaction(async tx => {
    refuseUnfit(await holdUpload(tx, messageId), part, call.mailboxId)
    await keepPart(tx, { messageId, part: part.part, body, at: call.at })
  })
  const json = call.version === 1 ? { messageID: messageId, blockID: part.part } : { message_id: messageId }
  return { status: 202, json }
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
