import type { Database } from '../../../platform/index.ts'
import type { MeshWireCode } from '../../errors.ts'

export const SEND_REFUSALS = [
  'MESH_RECIPIENT_UNKNOWN',
  'MESH_WORKFLOW_NOT_REGISTERED',
  'MESH_SENDER_NOT_REGISTERED',
] as const satisfies MeshWireCode[]

/** What the registrations say of a send. */
export type SendVerdict = 'accepted' | (typeof SEND_REFUSALS)[number]

/** The SQL of a `SendVerdict` for a row `g` with `recipient`, `workflow_id` and the sender's `mailbox_id`. */
export const SEND_VERDICT = `case
  when (select true from mesh.mailbox b where b.mailbox_id = g.recipient limit 1) is null then 'MESH_RECIPIENT_UNKNOWN'
  when (select true from mesh.workflow_mailbox w where w.workflow_id = g.workflow_id
    and w.mailbox_id = g.recipient and w.direction = 'receives' limit 1) is null then 'MESH_WORKFLOW_NOT_REGISTERED'
  when (select true from mesh.workflow_mailbox w where w.workflow_id = g.workflow_id
    and w.mailbox_id = g.mailbox_id and w.direction = 'sends' limit 1) is null then 'MESH_SENDER_NOT_REGISTERED'
  else 'accepted' end`

/** A message as it is sent, whatever its body. */
export type NewMessage = {
  readonly message_id: string
  readonly recipient: string
  readonly workflow_id: string
  readonly local_id: string | undefined
  /** As `asBytea` writes them. */
  readonly wrapped_key: string
  readonly headers_sealed: string | null
  readonly content_type: string | undefined
  readonly content_encoding: '' | 'gzip'
  readonly total_parts: number
  readonly body_bytes: number
}

/** A message with its sender and the time it came. */
export type Sent = NewMessage & { readonly mailbox_id: string; readonly at: Date }

/** What the registrations say of a send that is not kept. */
export async function findSendVerdict(db: Database, sent: Sent): Promise<SendVerdict> {
  const [row] = await db.query<{ verdict: SendVerdict }>({
    name: 'mesh-send-verdict',
    text: `select ${SEND_VERDICT} as verdict
      from (select $1::text as recipient, $2::text as workflow_id, $3::text as mailbox_id) g`,
    values: [sent.recipient, sent.workflow_id, sent.mailbox_id],
  })
  if (row === undefined) throw new Error('a send came to no verdict')
  return row.verdict
}

/** The columns of `NewMessage` as `json_to_recordset` reads them. */
export const NEW_MESSAGE_COLUMNS = `message_id text, recipient text, workflow_id text, local_id text, wrapped_key bytea,
  headers_sealed bytea, content_type text, content_encoding text, total_parts int, body_bytes bigint`
