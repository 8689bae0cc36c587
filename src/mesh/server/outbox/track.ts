import { runAdmitted, type Work } from '../admission/admit.ts'
import { invalidRequest, MeshFault } from '../faults.ts'
import { MESSAGE_COLUMNS } from '../inbox/message-row.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { type MeshRequest, pathPart, queryOf } from '../request.ts'
import { openHeaders } from '../sealed-message.ts'
import { type TrackedMessage, type TrackedRow, trackingBody } from './tracking-body.ts'

/**
 * `GET /{mailbox}/outbox/tracking?messageID=`: what became of a message the caller sent. Another's is not found, on
 * purpose. Throws MESH_REQUEST_INVALID or MESH_MESSAGE_UNKNOWN.
 */
export async function trackMessage(call: Call, request: MeshRequest): Promise<Answer> {
  const messageId = queryOf(request, 'messageID')
  if (!messageId) throw invalidRequest({ loc: ['query', 'messageID'], msg: 'must be given', type: 'missing' })
  const [message] = await findSent(call, 'track', 'm.message_id = $5', messageId.toUpperCase())
  if (!message) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  return { status: 200, json: trackingBody(message, call.version) }
}

/** A send refused with 417 was never taken: it is tracked by its own id only, and does not use up the local id. */
const OF_LOCAL_ID = `m.local_id = $5 and not (m.state = 'error' and m.accepted_at is null)`

/**
 * `GET /{mailbox}/outbox/tracking/{local_id}`: the same by the sender's own reference.
 * Throws MESH_MESSAGE_UNKNOWN or MESH_LOCAL_ID_NOT_UNIQUE.
 */
export async function trackLocalId(call: Call, request: MeshRequest): Promise<Answer> {
  const [message, another] = await findSent(call, 'track-local', OF_LOCAL_ID, pathPart(request, '*'))
  if (!message) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (another) throw new MeshFault('MESH_LOCAL_ID_NOT_UNIQUE')
  return { status: 200, json: trackingBody(message, call.version) }
}

/** Two rows are enough to tell one from many. */
async function findSent(call: Call, name: Work['name'], where: string, value: string): Promise<TrackedMessage[]> {
  const rows = await runAdmitted<TrackedRow | { readonly message_id: null }>(call, 'other', {
    name,
    text: ` select admission.*, sent.*
      from admission
      left join lateral (
        select ${MESSAGE_COLUMNS}, s.name as sender_name, s.ods_code as sender_ods_code,
          coalesce(s.org_code, s.ods_code) as sender_org_code, coalesce(s.org_name, s.name) as sender_org_name,
          r.name as recipient_name, r.ods_code as recipient_ods_code,
          coalesce(r.org_code, r.ods_code) as recipient_org_code, coalesce(r.org_name, r.name) as recipient_org_name
        from mesh.message m
        join mesh.mailbox s on s.mailbox_id = m.sender
        left join mesh.mailbox r on r.mailbox_id = m.recipient
        where m.sender = $1 and ${where} and admission.fresh
        limit 2
      ) sent on true`,
    values: [value],
  })
  return rows
    .filter(row => row.message_id !== null)
    .map(row => ({ ...row, headers: openHeaders(call.mesh.keyring, row) }))
}
