import type { Database } from '../../../platform/index.ts'

/** The bytes of a part as they are kept: pieces under one id. */
export type KeptBody = { readonly uploadId: string; readonly bytes: number }

type Piece = { readonly uploadId: string; readonly piece: number; readonly body: Buffer; readonly at: Date }

/** Keeps a piece of a body that is on its way in; the first one begins the upload. */
export async function keepPiece(db: Database, { uploadId, piece, body, at }: Piece): Promise<void> {
  await db.query({
    name: 'mesh-keep-piece',
    text: `with begun as (insert into mesh.upload (upload_id, begun_at) select $1, $4::timestamptz where $2::int = 1)
      insert into mesh.piece (upload_id, piece_no, body) values ($1, $2, $3)`,
    values: [uploadId, piece, body, at],
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

/** A kept body, piece after piece; one piece is held at a time. Throws when a piece is no longer there. */
export async function* piecesOf(db: Database, { uploadId, bytes }: KeptBody): AsyncGenerator<Buffer> {
  for (let piece = 1, sent = 0; sent < bytes; piece += 1) {
    const [row] = await db.query<{ body: Buffer }>({
      name: 'mesh-piece',
      text: 'select body from mesh.piece where upload_id = $1 and piece_no = $2',
      values: [uploadId, piece],
    })
    if (!row) throw new Error(`piece ${piece} of a body is not there`)
    sent += row.body.length
    yield row.body
  }
}
