import type { Database, Keyring } from '../../../platform/index.ts'
import { keyOfUpload } from '../sealed-message.ts'
import { openPiece, SEALED_PIECE_BYTES } from './pieces.ts'

/** The bytes of a part as they are kept: pieces under one id. */
export type KeptBody = { readonly uploadId: string; readonly bytes: number }

type Pieces = {
  readonly uploadId: string
  readonly first: number
  /** Pieces one behind the other, each sealed. */
  readonly sealed: Buffer
  readonly wrappedKey: Buffer
  readonly at: Date
}

/** Keeps the next pieces of a body that is on its way in, from number `first` on; number 1 begins the upload. */
export async function keepPieces(db: Database, { uploadId, first, sealed, wrappedKey, at }: Pieces): Promise<void> {
  await db.query({
    name: 'mesh-keep-pieces',
    text: `with begun as (
        insert into mesh.upload (upload_id, begun_at, wrapped_key) select $1, $4::timestamptz, $5 where $2::int = 1)
      insert into mesh.piece (upload_id, piece_no, body_sealed)
      select $1, $2 + n, substr($3::bytea, 1 + n * ${SEALED_PIECE_BYTES}, ${SEALED_PIECE_BYTES})
      from generate_series(0, (octet_length($3::bytea) - 1) / ${SEALED_PIECE_BYTES}) n`,
    values: [uploadId, first, sealed, at, wrappedKey],
  })
}

/** Forgets a body that no part holds: it was cut off, or refused. */
export async function discardUpload(db: Database, uploadId: string): Promise<void> {
  await db.query({
    name: 'mesh-discard-upload',
    text: `with gone as (delete from mesh.upload where upload_id = $1 returning upload_id)
      delete from mesh.piece p using gone where p.upload_id = gone.upload_id`,
    values: [uploadId],
  })
}

const READ_AT_ONCE = 16

/**
 * A kept body, piece after piece; a few are held at a time. Throws when a piece is no longer there, and
 * SEALED_VALUE_UNREADABLE for one that is not what was kept.
 */
export async function* piecesOf(
  { db, keyring }: { readonly db: Database; readonly keyring: Keyring },
  { uploadId, bytes, wrappedKey }: KeptBody & { readonly wrappedKey: Buffer },
): AsyncGenerator<Buffer> {
  const key = keyring.openDataKey(wrappedKey, keyOfUpload(uploadId))
  for (let first = 1, sent = 0; sent < bytes; first += READ_AT_ONCE) {
    const rows = await db.query<{ body_sealed: Buffer }>({
      name: 'mesh-pieces',
      text: `select body_sealed from mesh.piece
        where upload_id = $1 and piece_no >= $2 and piece_no < $2 + ${READ_AT_ONCE} order by piece_no`,
      values: [uploadId, first],
    })
    if (rows.length === 0) throw new Error(`piece ${first} of a body is not there`)
    for (const [place, { body_sealed: sealed }] of rows.entries()) {
      const piece = openPiece({ uploadId, key }, first + place, sealed)
      sent += piece.length
      yield piece
    }
  }
}
