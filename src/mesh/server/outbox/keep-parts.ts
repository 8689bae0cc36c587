import type { Database } from '../../../platform/index.ts'
import type { KeptBody } from '../bodies/store.ts'
import { deletionFrom, expiryFrom, TRANSFERRED } from '../message-life.ts'

export type UploadState = {
  readonly sender: string | null
  readonly state: string
  readonly total_parts: number
  readonly content_encoding: '' | 'gzip'
}

/** What a message must be like for a further part of it. */
export const UPLOAD_COLUMNS = 'm.sender, m.state, m.total_parts, m.content_encoding'

/** A message as it stands, held until the transaction ends: two last parts at once must not each miss the other. */
export async function holdUpload(tx: Database, messageId: string): Promise<UploadState | undefined> {
  const [row] = await tx.query<UploadState>({
    name: 'mesh-hold-upload',
    text: `select ${UPLOAD_COLUMNS} from mesh.message m where m.message_id = $1 for update`,
    values: [messageId],
  })
  return row
}

export type NewPart = KeptBody & {
  readonly messageId: string
  readonly part: number
  readonly at: Date
  /** For the report about a whole message whose beginning was found unacceptable. */
  readonly reportId: string
}

/**
 * Keeps a part, in place of an earlier one of its number; with the last one missing the message is accepted, or told to
 * be unacceptable. False when the body is no longer there: it took too long to arrive.
 */
export async function keepPart(tx: Database, part: NewPart): Promise<boolean> {
  const held = await tx.query({
    name: 'mesh-keep-part',
    text: `with held as (delete from mesh.upload where upload_id = $3 returning upload_id, wrapped_key),
      before as (select upload_id from mesh.part where message_id = $1 and part_no = $2),
      replaced as (delete from mesh.piece p using before, held where p.upload_id = before.upload_id)
      insert into mesh.part (message_id, part_no, upload_id, body_bytes, wrapped_key)
      select $1, $2, upload_id, $4, wrapped_key from held
      on conflict (message_id, part_no) do update set upload_id = excluded.upload_id, body_bytes = excluded.body_bytes,
        wrapped_key = excluded.wrapped_key
      returning part_no`,
    values: [part.messageId, part.part, part.uploadId, part.bytes],
  })
  if (held.length === 0) return false
  await tx.query({ name: 'mesh-finish-whole', text: FINISH, values: [part.messageId, part.at, part.reportId] })
  return true
}

/** A message still uploading bears a code only when its first part was found unacceptable. */
const FINISH = `with finished as (
    update mesh.message m set body_bytes = here.bytes, status_at = $2, delete_after = ${deletionFrom('$2::timestamptz')},
      state = case when m.status_code is null then 'accepted' else 'error' end,
      accepted_at = case when m.status_code is null then $2::timestamptz end,
      expiry_at = case when m.status_code is null then ${expiryFrom('$2::timestamptz')} end,
      status_event = coalesce(m.status_event, 'TRANSFER'), status_code = coalesce(m.status_code, '00'),
      status_description = coalesce(m.status_description, '${TRANSFERRED}')
    from (select count(*) as parts, sum(body_bytes) as bytes from mesh.part where message_id = $1) here
    where m.message_id = $1 and m.total_parts = here.parts
    returning m.*
  )
  insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, wrapped_key,
    headers_sealed, sealed_as, total_parts, state,
    uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at, delete_after,
    linked_message_id)
  select $3, 'REPORT', sender, workflow_id, local_id, wrapped_key, headers_sealed, message_id, 1, 'accepted', $2, $2, $2,
    status_event, status_code, status_description, ${expiryFrom('$2::timestamptz')}, delete_after, message_id
  from finished where state = 'error'`
