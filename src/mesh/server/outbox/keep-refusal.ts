import type { Database } from '../../../platform/index.ts'
import { type MeshWireCode, meshWireErrors } from '../../errors.ts'
import { WIRE_WORDS } from '../faults.ts'
import { deletionFrom, expiryFrom } from '../message-life.ts'
import type { SEND_REFUSALS, Sent } from './send-verdict.ts'

export type Refusal = {
  readonly message: Sent
  readonly code: Extract<MeshWireCode, (typeof SEND_REFUSALS)[number] | 'MESH_FILE_UNACCEPTABLE'>
  /** For the report; `undefined` when none is wanted. */
  readonly reportId: string | undefined
}

/**
 * Keeps a send that was refused, so that it can be tracked, and puts its report into the sender's inbox (mesh.md 10,
 * "National difference").
 */
export async function keepRefusal(db: Database, { message, code, reportId }: Refusal): Promise<void> {
  const { event, code: wireCode } = WIRE_WORDS[code]
  await db.query({
    name: 'mesh-keep-refusal',
    text: `with refused as (
        insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, local_id, wrapped_key,
          headers_sealed, content_type, content_encoding, total_parts, body_bytes, state, uploaded_at, status_at, status_event,
          status_code, status_description, delete_after)
        values ($1, 'DATA', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'error', $12::timestamptz, $12, $13, $14, $15,
          ${deletionFrom('$12::timestamptz')})
        returning *
      )
      insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, wrapped_key,
      headers_sealed, sealed_as, total_parts, state,
        uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at, delete_after,
        linked_message_id)
      select $16, 'REPORT', sender, workflow_id, local_id, wrapped_key, headers_sealed, message_id, 1, 'accepted', status_at,
        status_at, status_at, status_event, status_code, status_description, ${expiryFrom('status_at')}, delete_after,
        message_id
      from refused where $16::text is not null`,
    values: [
      message.message_id,
      message.mailbox_id,
      message.recipient,
      message.workflow_id,
      message.local_id,
      message.wrapped_key,
      message.headers_sealed,
      message.content_type,
      message.content_encoding,
      message.total_parts,
      message.body_bytes,
      message.at,
      event,
      wireCode,
      meshWireErrors[code].sentence,
      reportId,
    ],
  })
}
