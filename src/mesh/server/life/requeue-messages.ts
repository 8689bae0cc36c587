import { refusal } from '../../../platform/index.ts'
import { meshErrors } from '../../errors.ts'
import { deletionFrom, expiryFrom, TRANSFERRED } from '../message-life.ts'
import type { LifeDeps } from './expire-messages.ts'

export type Requeue = {
  readonly mailboxId: string
  /** Some of its messages; all that came back uncollected when not given. */
  readonly messageIds?: readonly string[]
}

/**
 * Puts messages that were not collected back into their mailbox, while they are kept (mesh.md 11); they have five days
 * again. Returns their ids, oldest first. Throws MESH_MAILBOX_UNKNOWN or MESH_MAILBOX_DEACTIVATED.
 */
export async function requeueMessages(deps: Pick<LifeDeps, 'db' | 'clock'>, requeue: Requeue): Promise<string[]> {
  const mailboxId = requeue.mailboxId.trim().toUpperCase()
  const [mailbox] = await deps.db.query<{ active: boolean }>({
    text: 'select active from mesh.mailbox where mailbox_id = $1',
    values: [mailboxId],
  })
  if (!mailbox) throw refusal(meshErrors, 'MESH_MAILBOX_UNKNOWN', mailboxId)
  if (!mailbox.active) throw refusal(meshErrors, 'MESH_MAILBOX_DEACTIVATED', mailboxId)
  const rows = await deps.db.query<{ message_id: string }>({
    text: `with back as (
        update mesh.message set state = 'accepted', accepted_at = $2, status_at = $2, status_event = 'TRANSFER',
          status_code = '00', status_description = '${TRANSFERRED}', expiry_at = ${expiryFrom('$2::timestamptz')},
          delete_after = ${deletionFrom('$2::timestamptz')}
        where recipient = $1 and state = 'undeliverable' and status_code = '14' and delete_after > $2
          and ($3::text[] is null or message_id = any ($3))
        returning message_id
      ) select message_id from back order by message_id`,
    values: [mailboxId, deps.clock.now(), requeue.messageIds?.map(id => id.trim().toUpperCase())],
  })
  return rows.map(row => row.message_id)
}
