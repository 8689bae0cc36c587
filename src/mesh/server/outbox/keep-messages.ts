import { deletionFrom, expiryFrom, TRANSFERRED } from '../message-life.ts'
import { NEW_MESSAGE_COLUMNS } from './send-verdict.ts'

/** What a send is kept by: its row, and where in $2 its body lies. */
export const KEPT_COLUMNS = `${NEW_MESSAGE_COLUMNS}, body_at int, sealed_bytes int`

/** Keeps what was judged accepted; a refused one is for `keepRefusal`. $2 holds the sealed bodies, one behind the other. */
export const KEEP = `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, local_id,
      wrapped_key, headers_sealed, content_type, content_encoding, total_parts, body_bytes, state, uploaded_at,
      accepted_at, status_at, status_event, status_code, status_description, expiry_at, delete_after, body_sealed)
    select message_id, 'DATA', mailbox_id, recipient, workflow_id, local_id, wrapped_key, headers_sealed,
      content_type, content_encoding, 1, body_bytes, 'accepted', at, at, at, 'TRANSFER', '00', '${TRANSFERRED}', ${expiryFrom('at')},
      ${deletionFrom('at')}, substr($2::bytea, body_at, sealed_bytes)
    from judged where verdict = 'accepted'`

/** The sealed bodies behind one another, and of each where it lies. */
export function joinedBodies(bodies: readonly Buffer[]) {
  let next = 1
  const places = bodies.map(body => {
    const at = next
    next += body.length
    return { body_at: at, sealed_bytes: body.length }
  })
  return { places, joined: Buffer.concat(bodies) }
}
