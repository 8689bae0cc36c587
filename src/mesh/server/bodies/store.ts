import type { Database } from '../../../platform/index.ts'

/** The bytes of a part as they are kept: pieces under one id. */
export type KeptBody = { readonly uploadId: string; readonly bytes: number }

/** Small pieces: each crosses to the driver in one read of its socket, and is never copied to be joined to another. */
export const PIECE_BYTES = 16 * 1024

type Pieces = { readonly uploadId: string; readonly first: number; readonly body: Buffer; readonly at: Date }

/** Keeps the next pieces of a body that is on its way in, from number `first` on; number 1 begins the upload. */
export async function keepPieces(db: Database, { uploadId, first, body, at }: Pieces): Promise<void> {
  await db.query({
    name: 'mesh-keep-pieces',
    text: `with begun as (insert into mesh.upload (upload_id, begun_at) select $1, $4::timestamptz where $2::int = 1)
      insert into mesh.piece (upload_id, piece_no, body)
      select $1, $2 + n, substr($3::bytea, 1 + n * ${PIECE_BYTES}, ${PIECE_BYTES})
      from generate_series(0, (octet_length($3::bytea) - 1) / ${PIECE_BYTES}) n`,
    values: [uploadId, first, body, at],
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

/** A kept body, piece after piece; a few are held at a time. Throws when a piece is no longer there. */
export async function* piecesOf(db: Database, { uploadId, bytes }: KeptBody): AsyncGenerator<Buffer> {
  for (let first = 1, sent = 0; sent < bytes; first += READ_AT_ONCE) {
    const rows = await db.query<{ body: Buffer }>({
      name: 'mesh-pieces',
      text: `select body from mesh.piece where upload_id = $1 and piece_no >= $2 and piece_no < $2 + ${READ_AT_ONCE}
        order by piece_no`,
      values: [uploadId, first],
    })
    if (rows.length === 0) throw new Error(`piece ${first} of a body is not there`)
    for (const { body } of rows) {
      sent += body.length
      yield body
    }
  }
}
