import type { MeshServer } from '../mesh-server.ts'
import { deletionFrom, expiryFrom } from '../message-life.ts'
import { newMessageKey, sealHeaders } from '../sealed-message.ts'

/** A report as the public sandbox takes it. */
export type NewReport = {
  readonly mailbox_id: string
  readonly code: string
  readonly description: string
  readonly workflow_id: string
  readonly subject?: string | null
  readonly local_id?: string | null
  readonly file_name?: string | null
  readonly linked_message_id?: string | null
  /** Only of an `error` do code and description show. */
  readonly status: 'error' | 'undeliverable'
}

/** Puts a report into a mailbox and returns its id; `undefined` when there is no such mailbox. */
export async function addReport(mesh: MeshServer, report: NewReport): Promise<string | undefined> {
  const isError = report.status === 'error'
  const own = newMessageKey(mesh.keyring, mesh.nextMessageId())
  const { subject, file_name: fileName } = report
  const headers = { ...(subject && { 'mex-subject': subject }), ...(fileName && { 'mex-filename': fileName }) }
  const [row] = await mesh.db.query<{ message_id: string }>({
    text: `insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, wrapped_key, headers_sealed,
        total_parts,
        state, uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at,
        delete_after, linked_message_id)
      select $1, 'REPORT', mailbox_id, $3, $4, $5, $6, 1, 'accepted',
        $7::timestamptz, $7, $7, $8, $9, $10, ${expiryFrom('$7::timestamptz')}, ${deletionFrom('$7::timestamptz')}, $11
      from mesh.mailbox where mailbox_id = $2
      returning message_id`,
    values: [
      own.messageId,
      report.mailbox_id.toUpperCase(),
      report.workflow_id,
      report.local_id,
      own.wrapped,
      sealHeaders(own, headers),
      mesh.clock.now(),
      isError ? 'SEND' : null,
      isError ? report.code : null,
      isError ? report.description : null,
      report.linked_message_id,
    ],
  })
  return row?.message_id
}
