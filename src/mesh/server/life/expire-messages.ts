import type { Clock, Database, Randomness } from '../../../platform/index.ts'
import { deletionFrom, expiredBefore, expiryFrom } from '../message-life.ts'
import { openMessageIds } from '../outbox/message-id.ts'

export type LifeDeps = { readonly db: Database; readonly clock: Clock; readonly randomness: Randomness }

/** Exact: clients and people look for these words (mesh.md 10, 11). */
const NOT_COLLECTED = 'Message not collected by recipient after 5 days'
const DEACTIVATED = 'Message was not collected as the mailbox is deactivated'

/** So many at a time: none holds the rows of others for long. */
const MOST = 500

/**
 * Takes messages out of the inbox that nobody collected within five days, and all that wait for a deactivated mailbox;
 * each sender gets a report with event SEND and code 14 (mesh.md 11). A report that expires is not reported. Returns
 * how many left, 500 at most; run it again at once while it returns that many. Safe to run in several processes.
 */
export async function expireMessages(deps: LifeDeps): Promise<number> {
  const now = deps.clock.now()
  const nextId = openMessageIds(deps)
  const reportIds = Array.from({ length: MOST }, nextId)
  const [row] = await deps.db.query<{ expired: number }>({
    name: 'mesh-expire',
    text: EXPIRE,
    values: [now, expiredBefore(now), reportIds, MOST],
  })
  return row?.expired ?? 0
}

/** Mailbox by mailbox, oldest first: the index of what waits leads to what is due, however much is not. */
const EXPIRE = `with due as materialized (
    select w.message_id, b.active
    from mesh.mailbox b cross join lateral (
      select m.message_id from mesh.message m
      where m.recipient = b.mailbox_id and m.state = 'accepted'
        and m.accepted_at <= case when b.active then $2::timestamptz else 'infinity' end
      order by m.accepted_at, m.message_id limit $4 for update skip locked
    ) w
    limit $4
  ), expired as (
    update mesh.message m set state = 'undeliverable', status_at = $1, status_event = 'SEND', status_code = '14',
      status_description = case when due.active then '${NOT_COLLECTED}' else '${DEACTIVATED}' end
    from due where m.message_id = due.message_id and m.state = 'accepted'
    returning m.*
  ), told as (
    select e.*, row_number() over (order by e.accepted_at, e.message_id) as place
    from expired e where e.message_type = 'DATA'
  ), reports as (
    insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, wrapped_key,
      headers_sealed, sealed_as, total_parts, state,
      uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at, delete_after,
      linked_message_id)
    select ($3::text[])[place], 'REPORT', sender, workflow_id, local_id, wrapped_key, headers_sealed, message_id, 1, 'accepted', status_at,
      status_at, status_at, status_event, status_code, status_description, ${expiryFrom('status_at')},
      ${deletionFrom('status_at')}, message_id
    from told
  )
  select count(*) as expired from expired`
