import { openBox, sealBox, systemRandomness } from '../../../platform/index.ts'

/** Small pieces: each crosses to the driver in one read of its socket, and is never copied to be joined to another. */
export const PIECE_BYTES = 16 * 1024
/** A nonce and a tag longer. */
export const SEALED_PIECE_BYTES = PIECE_BYTES + 28

/** The data key of a body and the id its pieces are under. */
export type BodyKey = { readonly uploadId: string; readonly key: Uint8Array }

const contextOf = (uploadId: string, piece: number) => `mesh.piece ${uploadId} ${piece}`

/** Seals a block of a body piece by piece into `room`, `first` being the number of its first piece; returns what it fills. */
export function sealPieces({ uploadId, key }: BodyKey, block: Buffer, into: { first: number; room: Buffer }): Buffer {
  let filled = 0
  for (let at = 0; at < block.length; at += PIECE_BYTES) {
    const plain = block.subarray(at, at + PIECE_BYTES)
    const context = contextOf(uploadId, into.first + at / PIECE_BYTES)
    filled += sealBox(key, { plain, context, randomness: systemRandomness }).copy(into.room, filled)
  }
  return into.room.subarray(0, filled)
}

/** Opens a piece. Throws SEALED_VALUE_UNREADABLE, also for one that stands in another's place. */
export function openPiece({ uploadId, key }: BodyKey, piece: number, sealed: Buffer): Buffer {
  return openBox(key, sealed, contextOf(uploadId, piece))
}
