import type { MeshServer } from '../mesh-server.ts'
import { deletionFrom, expiryFrom } from '../message-life.ts'

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
  const [row] = await mesh.db.query<{ message_id: string }>({
    text: `insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, headers, total_parts,
        state, uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at,
        delete_after, linked_message_id)
      select $1, 'REPORT', mailbox_id, $3, $4,
        jsonb_strip_nulls(jsonb_build_object('mex-subject', $5::text, 'mex-filename', $6::text)), 1, 'accepted',
        $7::timestamptz, $7, $7, $8, $9, $10, ${expiryFrom('$7::timestamptz')}, ${deletionFrom('$7::timestamptz')}, $11
      from mesh.mailbox where mailbox_id = $2
      returning message_id`,
    values: [
      mesh.nextMessageId(),
      report.mailbox_id.toUpperCase(),
      report.workflow_id,
      report.local_id,
      report.subject,
      report.file_name,
      mesh.clock.now(),
      isError ? 'SEND' : null,
      isError ? report.code : null,
      isError ? report.description : null,
      report.linked_message_id,
    ],
  })
  return row?.message_id
}
