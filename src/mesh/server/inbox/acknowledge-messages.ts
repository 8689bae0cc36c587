import type { Database } from '../../../platform/index.ts'
import type { Admission } from '../admission/admission.ts'
import { type GatheredCall, gatheredAdmission, placed, tokenKey } from '../admission/gathered-admission.ts'
import { openGathering } from '../gathering.ts'
import type { MessageState } from './message-row.ts'

export type Acknowledging = GatheredCall & { readonly message_id: string }

/** Whether this call or another of its moment took the message out; else whose it is and what became of it. */
export type Acknowledged = Admission & {
  readonly done: boolean
  readonly recipient: string | null
  readonly state: MessageState | null
}

/** Admits a call and takes its message out of the inbox; calls that come at the same moment share a statement. */
export type AcknowledgeMessage = (acknowledging: Acknowledging) => Promise<Acknowledged>

export function openAcknowledgeMessages(db: Database): AcknowledgeMessage {
  return openGathering({
    keyOf: tokenKey,
    run: all => db.query<Acknowledged>({ name: 'mesh-acknowledge', text: ACKNOWLEDGE, values: [placed(all)] }),
  })
}

/** Rows are locked in the order of their ids, so that two servers never wait for each other. */
const ACKNOWLEDGE = `${gatheredAdmission('message_id text')}, waiting as materialized (
    select m.message_id, g.at
    from (select * from admission where fresh order by message_id) g
    cross join lateral (
      select m.message_id from mesh.message m
      where m.message_id = g.message_id and m.recipient = g.mailbox_id and m.state = 'accepted' limit 1 for update
    ) m
  ), done as (
    update mesh.message m set state = 'acknowledged', acknowledged_at = w.at, status_at = w.at
    from waiting w where m.message_id = w.message_id and m.state = 'accepted'
    returning m.message_id
  )
  select coalesce(g.active, false) as active, g.fresh, d.message_id is not null as done, m.recipient, m.state
  from admission g
  left join done d on d.message_id = g.message_id
  left join lateral (
    select m.recipient, m.state from mesh.message m where m.message_id = g.message_id and g.fresh limit 1
  ) m on true
  order by g.place`
