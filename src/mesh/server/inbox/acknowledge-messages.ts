import type { Admission } from '../admission/admission.ts'
import type { MessageState } from './message-row.ts'

/** Whether this call or another of its moment took the message out; else whose it is and what became of it. */
export type Acknowledged = Admission & {
  readonly done: boolean
  readonly recipient: string | null
  readonly state: MessageState | null
}

/** Takes messages out of the inbox. Rows are locked in the order of their ids, so that two servers never wait for each other. */
export const ACKNOWLEDGE = `waiting as materialized (
    select m.message_id, g.at
    from (select * from admission where kind = 'acknowledge' and fresh order by message_id) g
    cross join lateral (
      select m.message_id from mesh.message m
      where m.message_id = g.message_id and m.recipient = g.mailbox_id and m.state = 'accepted' limit 1 for update
    ) m
  ), done as (
    update mesh.message m set state = 'acknowledged', acknowledged_at = w.at, status_at = w.at
    from waiting w where m.message_id = w.message_id and m.state = 'accepted'
    returning m.message_id
  )`

/** The row of `d` says that the message of a call `g` was taken out. */
export const DONE = `left join done d on d.message_id = g.message_id and g.kind = 'acknowledge'`

/** The message `m` as it was, where no more of it is wanted. */
export const FIND_STATE = `left join lateral (
    select m.recipient, m.state from mesh.message m
    where m.message_id = g.message_id and g.kind = 'acknowledge' and g.fresh limit 1
  ) m on true`
