import type { Readable } from 'node:stream'
import { admit } from '../admission/admit.ts'
import { MeshFault } from '../faults.ts'
import type { Call } from '../mesh-server.ts'
import { bodyOf, type MeshRequest } from '../request.ts'
import { keyOfUpload } from '../sealed-message.ts'
import { PIECE_BYTES, SEALED_PIECE_BYTES, sealPieces } from './pieces.ts'
import { discardUpload, keepPieces } from './store.ts'

/** A body that came in: small ones as they are, larger ones kept already, with the beginning of what was sent. */
export type ReceivedBody =
  | { readonly kind: 'small'; readonly bytes: Buffer }
  | { readonly kind: 'kept'; readonly uploadId: string; readonly bytes: number; readonly head: Buffer }

/** Up to here a whole message is one row; beyond, its body comes in pieces. */
const SMALL_BYTES = 64 * 1024
/** So many pieces are gathered before they are written. */
const BLOCK_PIECES = 32
const BLOCK_BYTES = BLOCK_PIECES * PIECE_BYTES
/** 100 MB a request (mesh.md 9). */
export const MOST_BYTES = 100 * 1024 * 1024

/** Reads a whole small body. Throws MESH_BODY_EMPTY, or what the connection throws when it is cut. */
export async function receiveSmall(call: Call, request: MeshRequest): Promise<ReceivedBody> {
  const length = lengthOf(request)
  if (length === undefined || length > SMALL_BYTES) return receivePieces(call, request)
  const stream = bodyOf(request)
  const bytes = stream === undefined ? Buffer.alloc(0) : await readWhole(stream)
  if (bytes.length === 0) throw new MeshFault('MESH_BODY_EMPTY')
  return { kind: 'small', bytes }
}

/**
 * Keeps a body as it arrives, sealed under a data key of its own; never more than a block of it is held. The call is admitted before anything is kept.
 * Throws MESH_BODY_TOO_LARGE, MESH_BODY_EMPTY, or what the connection throws when it is cut; what was kept until then is
 * forgotten.
 */
export async function receivePieces(call: Call, request: MeshRequest): Promise<ReceivedBody & { kind: 'kept' }> {
  if ((lengthOf(request) ?? 0) > MOST_BYTES) throw new MeshFault('MESH_BODY_TOO_LARGE')
  if (!call.admitted) await admit(call, 'send')
  const { db, keyring, randomness } = call.mesh
  const uploadId = randomness.uuid()
  const { key, wrapped: wrappedKey } = keyring.newDataKey(keyOfUpload(uploadId))
  const room = Buffer.allocUnsafeSlow(BLOCK_PIECES * SEALED_PIECE_BYTES)
  let head: Buffer | undefined
  let bytes = 0
  try {
    for await (const block of blocksOf(bodyOf(request))) {
      head ??= Buffer.from(block.subarray(0, SMALL_BYTES))
      const first = bytes / PIECE_BYTES + 1
      const sealed = sealPieces({ uploadId, key }, block, { first, room })
      await keepPieces(db, { uploadId, first, sealed, wrappedKey, at: call.at })
      bytes += block.length
    }
  } catch (error) {
    if (head !== undefined) await discard(call, uploadId)
    throw error
  }
  if (head === undefined) throw new MeshFault('MESH_BODY_EMPTY')
  return { kind: 'kept', uploadId, bytes, head }
}

/** Forgets a body that was refused; when that fails too, the tidying of cut uploads does it. */
export async function discard({ mesh }: Call, uploadId: string): Promise<void> {
  await discardUpload(mesh.db, uploadId).catch(error => mesh.log.warn({ err: error }, 'a cut body is left to tidy'))
}

/** `undefined` for a body of unknown length; 0 when there is none. */
function lengthOf(request: MeshRequest): number | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  return encoding === undefined ? Number(length ?? 0) : undefined
}

function readWhole(stream: Readable): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  stream.on('data', chunk => chunks.push(chunk))
  stream.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  stream.on('error', reject)
  stream.on('close', () => reject(new Error('the connection was closed')))
  return promise
}

/**
 * Gathers a body in blocks of one size, the last one shorter; each is the same memory again. When this ends early the
 * rest flows away unread, so that an answer can go out on the connection.
 */
async function* blocksOf(stream: Readable | undefined): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  let filled = 0
  let total = 0
  try {
    for await (const chunk of (stream?.iterator({ destroyOnReturn: false }) ?? []) as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > MOST_BYTES) throw new MeshFault('MESH_BODY_TOO_LARGE')
      for (let taken = 0; taken < chunk.length; ) {
        const copied = chunk.copy(block, filled, taken)
        taken += copied
        filled += copied
        if (filled < BLOCK_BYTES) continue
        yield block
        filled = 0
      }
    }
    if (filled > 0) yield block.subarray(0, filled)
  } finally {
    stream?.resume()
  }
}
