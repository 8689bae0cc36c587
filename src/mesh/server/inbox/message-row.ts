import type { PassedOn, SealedRow } from '../sealed-message.ts'

export type MessageState = 'uploading' | 'accepted' | 'acknowledged' | 'undeliverable' | 'error'

/** A message as its recipient's headers and the sender's tracking need it. */
export type MessageRow = StoredMessage & { readonly headers: PassedOn }

/** Its row. */
export type StoredMessage = SealedRow & {
  readonly message_type: 'DATA' | 'REPORT'
  readonly sender: string | null
  readonly recipient: string
  readonly workflow_id: string
  readonly local_id: string | null
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
  m.sealed_as, m.wrapped_key, m.headers_sealed, m.content_type, m.content_encoding, m.total_parts, m.body_bytes, m.state, m.uploaded_at, m.accepted_at,
  m.acknowledged_at, m.status_at, m.status_event, m.status_code, m.status_description, m.expiry_at, m.linked_message_id`
