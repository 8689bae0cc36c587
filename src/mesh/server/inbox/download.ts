import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { headerOf, type MeshRequest, pathId, pathPart } from '../request.ts'
import { downloadHeaders } from './download-headers.ts'
import { type FoundMessage, findWithoutPart, findWithPart } from './store.ts'

/**
 * `GET /{mailbox}/inbox/{id}` and `…/{n}`: a message, or its part n (1 when not said). 206 while more parts follow.
 * It changes nothing. Throws MESH_MESSAGE_UNKNOWN, MESH_MESSAGE_OF_ANOTHER or MESH_MESSAGE_GONE.
 */
export async function download(call: Call, request: MeshRequest): Promise<Answer> {
  const part = readPartNumber(pathPart(request, 'part') || '1')
  const message = await findWithPart(call, pathId(request, 'id'), part)
  if (!message) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (message.recipient !== call.mailboxId) throw new MeshFault('MESH_MESSAGE_OF_ANOTHER')
  if (message.state !== 'accepted') throw new MeshFault('MESH_MESSAGE_GONE')
  if (part < 1 || part > message.total_parts) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  const isGzip = message.content_encoding === 'gzip' && acceptsGzip(headerOf(request, 'accept-encoding'))
  return {
    status: part < message.total_parts ? 206 : 200,
    headers: downloadHeaders(message, { part, isGzip }, call.version),
    bytes: bytesToSend(message, isGzip),
  }
}

/** 0, which no part has, for anything that is no number. */
function readPartNumber(text: string): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : 0
}

/** Unpacked as a stream: a small body may hold a very large payload. */
function bytesToSend(message: FoundMessage, isGzip: boolean): Buffer | Readable {
  const body = message.body ?? Buffer.alloc(0)
  return message.content_encoding === 'gzip' && !isGzip ? Readable.from([body]).pipe(createGunzip()) : body
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
  const message = await findWithoutPart(call, pathId(request, 'id'))
  const isSender = message?.sender === call.mailboxId
  if (!message || (!isSender && message.recipient !== call.mailboxId)) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (!isSender && message.state !== 'accepted') throw new MeshFault('MESH_MESSAGE_GONE')
  const isGzip = message.content_encoding === 'gzip' && acceptsGzip(headerOf(request, 'accept-encoding'))
  const length = message.content_encoding === 'gzip' && !isGzip ? null : message.part_bytes
  return {
    status: 200,
    headers: {
      ...downloadHeaders(message, { part: 1, isGzip }, call.version),
      'content-length': length === null ? undefined : String(length),
    },
  }
}
