import { type Database, type Keyring, sealBox, systemRandomness } from '../../src/platform/index.ts'

// Bodies, and the headers senders write for people to read, are sealed under a data key of each message or each body that
// came in pieces. What is there already is sealed here. Contexts as in src/mesh/server/sealed-message.ts.

const ADD = `alter table mesh.message
    add column wrapped_key bytea,
    add column headers_sealed bytea,
    -- The message whose headers a report bears; null for its own.
    add column sealed_as text;
  alter table mesh.message rename column body to body_sealed;
  alter table mesh.upload add column wrapped_key bytea;
  alter table mesh.part add column wrapped_key bytea;
  alter table mesh.piece rename column body to body_sealed`

const FINISH = `alter table mesh.message drop column headers, drop column is_text;
  alter table mesh.upload alter column wrapped_key set not null;
  alter table mesh.part alter column wrapped_key set not null`

const AT_ONCE = 50

export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: ADD })
  await sealMessages(tx, keyring)
  await sealUploads(tx, keyring)
  await tx.query({ text: FINISH })
}

type Message = { readonly message_id: string; readonly headers: object; readonly body_sealed: Buffer | null }

async function sealMessages(tx: Database, keyring: Keyring): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await tx.query<Message>({
      text: `select message_id, headers, body_sealed from mesh.message where message_id > $1
        order by message_id limit ${AT_ONCE}`,
      values: [after],
    })
    for (const row of rows) await sealMessage(tx, keyring, row)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.message_id
  }
}

async function sealMessage(tx: Database, keyring: Keyring, { message_id: id, headers, body_sealed: body }: Message) {
  const { key, wrapped } = keyring.newDataKey(`mesh.message ${id}`)
  const hasHeaders = Object.keys(headers).length > 0
  await tx.query({
    text: 'update mesh.message set wrapped_key = $2, headers_sealed = $3, body_sealed = $4 where message_id = $1',
    values: [
      id,
      wrapped,
      hasHeaders ? seal(key, Buffer.from(JSON.stringify(headers)), `mesh.message ${id} headers`) : null,
      body && seal(key, body, `mesh.message ${id} body`),
    ],
  })
}

/** Bodies in pieces: those of parts, and those on their way in. A piece of neither was left behind by a body that was cut. */
async function sealUploads(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({
    text: `delete from mesh.piece c where not exists (select from mesh.part p where p.upload_id = c.upload_id)
      and not exists (select from mesh.upload u where u.upload_id = c.upload_id)`,
  })
  const uploads = await tx.query<{ upload_id: string }>({
    text: 'select upload_id from mesh.part union select upload_id from mesh.upload',
  })
  for (const { upload_id: id } of uploads) {
    const { key, wrapped } = keyring.newDataKey(`mesh.upload ${id}`)
    for (const table of ['part', 'upload'])
      await tx.query({ text: `update mesh.${table} set wrapped_key = $2 where upload_id = $1`, values: [id, wrapped] })
    await sealPieces(tx, id, key)
  }
}

async function sealPieces(tx: Database, uploadId: string, key: Buffer): Promise<void> {
  for (let after = 0; ; after += AT_ONCE) {
    const pieces = await tx.query<{ piece_no: number; body_sealed: Buffer }>({
      text: `select piece_no, body_sealed from mesh.piece where upload_id = $1 and piece_no > $2 and piece_no <= $3`,
      values: [uploadId, after, after + AT_ONCE],
    })
    if (pieces.length === 0) return
    for (const { piece_no: piece, body_sealed: body } of pieces)
      await tx.query({
        text: 'update mesh.piece set body_sealed = $3 where upload_id = $1 and piece_no = $2',
        values: [uploadId, piece, seal(key, body, `mesh.piece ${uploadId} ${piece}`)],
      })
  }
}

const seal = (key: Buffer, plain: Uint8Array, context: string) =>
  sealBox(key, { plain, context, randomness: systemRandomness })
