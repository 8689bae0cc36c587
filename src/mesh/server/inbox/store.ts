import { type CallKind, runAdmitted } from '../admission/admit.ts'
import type { Call } from '../mesh-server.ts'

export type MessageState = 'uploading' | 'accepted' | 'acknowledged' | 'undeliverable' | 'error'

/** A message as its recipient's headers and the sender's tracking need it. */
export type MessageRow = {
  readonly message_id: string
  readonly message_type: 'DATA' | 'REPORT'
  readonly sender: string | null
  readonly recipient: string
  readonly workflow_id: string
  readonly local_id: string | null
  /** `mex-…` headers that are passed through. */
  readonly headers: Readonly<Record<string, string>>
  readonly content_type: string | null
  readonly content_encoding: '' | 'gzip'
  readonly total_parts: number
  readonly body_bytes: number
  readonly state: MessageState
  readonly uploaded_at: Date
  readonly accepted_at: Date | null
  readonly acknowledged_at: Date | null
  readonly status_at: Date
  readonly status_event: string | null
  readonly status_code: string | null
  readonly status_description: string | null
  readonly expiry_at: Date | null
  readonly linked_message_id: string | null
}

export const MESSAGE_COLUMNS = `m.message_id, m.message_type, m.sender, m.recipient, m.workflow_id, m.local_id,
  m.headers, m.content_type, m.content_encoding, m.total_parts, m.body_bytes, m.state, m.uploaded_at, m.accepted_at,
  m.acknowledged_at, m.status_at, m.status_event, m.status_code, m.status_description, m.expiry_at, m.linked_message_id`

export type FoundMessage = MessageRow & {
  /** Null when the message is not waiting for the caller, has no such part, or is a report. */
  readonly body: Buffer | null
  readonly part_bytes: number | null
}

/** One row of a left join: all its columns are null when there is no such message. */
type Nothing = { readonly message_id: null }

/** Finds a message and, when it waits for the caller, one of its parts. */
export async function findWithPart(call: Call, messageId: string, part: number): Promise<FoundMessage | undefined> {
  return findMessage(call, 'download', {
    name: 'download',
    select: 'p.body, octet_length(p.body) as part_bytes',
    values: [messageId, part],
  })
}

/** Finds a message without its body, for its headers alone. */
export async function findWithoutPart(call: Call, messageId: string): Promise<FoundMessage | undefined> {
  return findMessage(call, 'other', {
    name: 'head',
    select: 'null as body, octet_length(p.body) as part_bytes',
    values: [messageId, 1],
  })
}

type Find = { readonly name: string; readonly select: string; readonly values: readonly unknown[] }

async function findMessage(call: Call, kind: CallKind, find: Find): Promise<FoundMessage | undefined> {
  const [row] = await runAdmitted<FoundMessage | Nothing>(call, kind, {
    name: find.name,
    text: ` select admission.*, ${MESSAGE_COLUMNS}, ${find.select}
      from admission
      left join mesh.message m on m.message_id = $6 and admission.fresh
      left join mesh.part p on p.message_id = m.message_id and p.part_no = $7
        and m.recipient = $1 and m.state = 'accepted'`,
    values: find.values,
  })
  return row.message_id === null ? undefined : row
}

/** Takes a message that waits for the caller out of the inbox; true when this call did it. */
export async function markAcknowledged(call: Call, messageId: string): Promise<boolean> {
  const [row] = await runAdmitted<{ done: boolean }>(call, 'acknowledge', {
    name: 'acknowledge',
    text: `, done as (
        update mesh.message set state = 'acknowledged', acknowledged_at = $4::timestamptz, status_at = $4::timestamptz
        where message_id = $6 and recipient = $1 and state = 'accepted' and exists (select 1 from token)
        returning 1
      ) select admission.*, exists (select 1 from done) as done from admission`,
    values: [messageId],
  })
  return row.done
}

/** Whose a message is, and what became of it; of an admitted call only. */
export async function findState(
  call: Call,
  messageId: string,
): Promise<{ readonly recipient: string; readonly state: MessageState } | undefined> {
  const [row] = await call.mesh.db.query<{ recipient: string; state: MessageState }>({
    name: 'mesh-state',
    text: 'select recipient, state from mesh.message where message_id = $1',
    values: [messageId],
  })
  return row
}
