import { isUtf8 } from 'node:buffer'
import type { Database } from '../../../platform/index.ts'
import type { Admission } from '../admission/admission.ts'
import { type GatheredCall, gatheredAdmission, placed, tokenKey } from '../admission/gathered-admission.ts'
import { openGathering } from '../gathering.ts'
import { deletionFrom, expiryFrom, TRANSFERRED } from '../message-life.ts'
import { NEW_MESSAGE_COLUMNS, type NewMessage, SEND_VERDICT, type SendVerdict } from './send-verdict.ts'

type Gathered = { readonly message: GatheredCall & NewMessage; readonly body: Buffer }
export type Kept = Admission & { readonly verdict: SendVerdict }

/**
 * Admits a call and keeps its whole message with a small body, if recipient and sender are registered for its
 * workflow; a refused one is for `keepRefusal`. What is sent at the same moment is kept by the same statement.
 */
export type KeepMessage = (message: GatheredCall & NewMessage, body: Buffer) => Promise<Kept>

export function openKeepMessages(db: Database): KeepMessage {
  const keep = openGathering<Gathered, Kept>({
    keyOf: ({ message }) => tokenKey(message),
    run: sent => db.query<Kept>({ name: 'mesh-send', text: KEEP, values: valuesOf(sent) }),
  })
  return (message, body) => keep({ message, body })
}

/** $2 holds the bodies, one behind the other. */
const KEEP = `${gatheredAdmission(`${NEW_MESSAGE_COLUMNS}, body_at int, is_text boolean`)}, judged as materialized (
    select g.*, case when g.active and g.fresh then ${SEND_VERDICT} end as verdict from admission g
  ), kept as (
    insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, local_id, headers,
      content_type, content_encoding, total_parts, body_bytes, state, uploaded_at, accepted_at, status_at,
      status_event, status_code, status_description, expiry_at, delete_after, body, is_text)
    select message_id, 'DATA', mailbox_id, recipient, workflow_id, local_id, headers, content_type, content_encoding,
      1, body_bytes, 'accepted', at, at, at, 'TRANSFER', '00', '${TRANSFERRED}', ${expiryFrom('at')},
      ${deletionFrom('at')},
      substr($2::bytea, body_at, body_bytes::int), is_text
    from judged where verdict = 'accepted'
  )
  select coalesce(active, false) as active, fresh, verdict from judged order by place`

function valuesOf(sent: readonly Gathered[]): unknown[] {
  let next = 1
  const messages = sent.map(({ message, body }) => {
    const at = next
    next += body.length
    return { ...message, body_at: at, is_text: isText(body) }
  })
  return [placed(messages), Buffer.concat(sent.map(one => one.body))]
}

/** A text needs not be written in hexadecimal digits on its way out of the database. PostgreSQL takes no NUL in one. */
function isText(body: Buffer): boolean {
  return isUtf8(body) && !body.includes(0)
}
