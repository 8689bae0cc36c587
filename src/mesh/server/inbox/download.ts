import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { settleAdmission } from '../admission/admit.ts'
import type { CallKind } from '../admission/call-times.ts'
import { gatheredCall } from '../admission/gathered-admission.ts'
import { piecesOf } from '../bodies/store.ts'
import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { headerOf, type MeshRequest, pathId, pathPart } from '../request.ts'
import { openBody, openHeaders } from '../sealed-message.ts'
import { downloadHeaders } from './download-headers.ts'
import type { FoundMessage } from './find-messages.ts'
import type { MessageRow } from './message-row.ts'

/**
 * `GET /{mailbox}/inbox/{id}` and `…/{n}`: a message, or its part n (1 when not said). 206 while more parts follow.
 * It changes nothing. Throws MESH_MESSAGE_UNKNOWN, MESH_MESSAGE_OF_ANOTHER or MESH_MESSAGE_GONE.
 */
export async function download(call: Call, request: MeshRequest): Promise<Answer> {
  const part = readPartNumber(pathPart(request, 'part') || '1')
  const message = await find(call, 'download', { message_id: pathId(request, 'id'), part })
  if (!message) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (message.recipient !== call.mailboxId) throw new MeshFault('MESH_MESSAGE_OF_ANOTHER')
  if (message.state !== 'accepted') throw new MeshFault('MESH_MESSAGE_GONE')
  if (part < 1 || part > message.total_parts) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  const isGzip = staysGzip(message, request)
  return {
    status: part < message.total_parts ? 206 : 200,
    headers: {
      ...downloadHeaders(message, { part, isGzip }, call.version),
      'content-length': lengthSent(message, isGzip),
    },
    bytes: bytesToSend(call, message, isGzip),
  }
}

type FoundWithHeaders = FoundMessage & MessageRow
type Wanted = { readonly message_id: string; readonly part: number }

async function find(call: Call, kind: CallKind, wanted: Wanted): Promise<FoundWithHeaders | undefined> {
  const wants = { ...wanted, wants_body: kind === 'download' }
  const found = await settleAdmission(call, kind, await call.mesh.findMessage({ ...gatheredCall(call), ...wants }))
  return found.message_id === null ? undefined : { ...found, headers: openHeaders(call.mesh.keyring, found) }
}

/** 0, which no part has, for anything that is no number. */
function readPartNumber(text: string): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : 0
}

function staysGzip(message: FoundMessage, request: MeshRequest): boolean {
  return message.content_encoding === 'gzip' && acceptsGzip(headerOf(request, 'accept-encoding'))
}

/** Not known for what is unpacked on the way. */
function lengthSent(message: FoundMessage, isGzip: boolean): string | undefined {
  return message.content_encoding === 'gzip' && !isGzip ? undefined : String(message.part_bytes ?? 0)
}

/** A large part goes out piece by piece. Unpacked as a stream: a small body may hold a very large payload. */
function bytesToSend({ mesh }: Call, message: FoundMessage, isGzip: boolean): Buffer | Readable {
  const { upload_id: uploadId, wrapped_part_key: wrappedKey, part_bytes: bytes } = message
  const body =
    uploadId === null || wrappedKey === null
      ? openBody(mesh.keyring, message)
      : Readable.from(piecesOf(mesh, { uploadId, wrappedKey, bytes: bytes ?? 0 }), { highWaterMark: 1 })
  if (message.content_encoding !== 'gzip' || isGzip) return body
  const source = body instanceof Readable ? body : Readable.from([body])
  // Whoever reads hears of a fault by the end of the stream; this only lets either side end the other.
  return pipeline(source, createGunzip(), () => {})
}

/** True when an `Accept-Encoding` header lists gzip and does not give it the weight 0. */
function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some(one => /^\s*gzip\s*(;|$)/i.test(one) && !/;\s*q=0(\.0*)?\s*$/i.test(one))
}

/**
 * `HEAD /{mailbox}/inbox/{id}`: the headers alone. The sender may ask too, whatever became of the message; for anybody
 * else there is no such message. Throws MESH_MESSAGE_UNKNOWN or MESH_MESSAGE_GONE.
 */
export async function readHead(call: Call, request: MeshRequest): Promise<Answer> {
  const message = await find(call, 'other', { message_id: pathId(request, 'id'), part: 1 })
  const isSender = message?.sender === call.mailboxId
  if (!message || (!isSender && message.recipient !== call.mailboxId)) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (!isSender && message.state !== 'accepted') throw new MeshFault('MESH_MESSAGE_GONE')
  const isGzip = staysGzip(message, request)
  return {
    status: 200,
    headers: {
      ...downloadHeaders(message, { part: 1, isGzip }, call.version),
      'content-length': lengthSent(message, isGzip),
    },
  }
}
