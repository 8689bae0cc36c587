import type { Database } from '../../../platform/index.ts'
import { deletionFrom, expiryFrom, TRANSFERRED } from '../message-life.ts'
import { NEW_MESSAGE_COLUMNS, SEND_VERDICT, type SendVerdict, type Sent } from './send-verdict.ts'
import type { TellLater } from './unacceptable.ts'

/** A message of an admitted call whose body, or whose part 1, is kept in pieces. */
export type NewUpload = Sent & {
  readonly upload_id: string
  /** Given when its beginning is unacceptable and that is told once all parts are in. */
  readonly told_later: TellLater | undefined
}

/** As `SendVerdict`; and the body may have taken so long to arrive that it was tidied away. */
export type UploadVerdict = SendVerdict | 'MESH_UPLOAD_TOO_SLOW'

/** Keeps a whole message or the first part of one, if it is not refused; a refused one is for `keepRefusal`. */
export async function keepUpload(db: Database, upload: NewUpload): Promise<UploadVerdict> {
  const [row] = await db.query<{ verdict: SendVerdict }>({
    name: 'mesh-send-upload',
    text: `with judged as materialized (
        select g.*, total_parts = 1 as is_whole, ${SEND_VERDICT} as verdict
        from json_to_record($1::json) as g (mailbox_id text, at timestamptz, upload_id uuid, told_later jsonb,
          ${NEW_MESSAGE_COLUMNS})
      ), held as (
        delete from mesh.upload u using judged j where j.verdict = 'accepted' and u.upload_id = j.upload_id
        returning u.upload_id, u.wrapped_key as wrapped_part_key
      ), taken as (
        select * from judged join held using (upload_id)
      ), part as (
        insert into mesh.part (message_id, part_no, upload_id, body_bytes, wrapped_key)
        select message_id, 1, upload_id, body_bytes, wrapped_part_key from taken
      ), kept as (
        insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, local_id, wrapped_key,
          headers_sealed, content_type, content_encoding, total_parts, body_bytes, state, uploaded_at, accepted_at, status_at,
          status_event, status_code, status_description, expiry_at, delete_after)
        select message_id, 'DATA', mailbox_id, recipient, workflow_id, local_id, wrapped_key, headers_sealed,
          content_type, content_encoding, total_parts, body_bytes, case when is_whole then 'accepted' else 'uploading' end,
          at, case when is_whole then at end, at,
          case when is_whole then 'TRANSFER' else told_later ->> 'event' end,
          case when is_whole then '00' else told_later ->> 'code' end,
          case when is_whole then '${TRANSFERRED}' else told_later ->> 'text' end,
          case when is_whole then ${expiryFrom('at')} end, ${deletionFrom('at')}
        from taken
      )
      select case when verdict = 'accepted' and not exists (select 1 from held) then 'MESH_UPLOAD_TOO_SLOW'
        else verdict end as verdict from judged`,
    values: [JSON.stringify(upload)],
  })
  if (row === undefined) throw new Error('a send came to no verdict')
  return row.verdict
}
