import type { Database } from '../../../platform/index.ts'
import type { Admission } from '../admission/admission.ts'
import { type GatheredCall, gatheredAdmission, placed, tokenKey } from '../admission/gathered-admission.ts'
import { openGathering } from '../gathering.ts'
import { MESSAGE_COLUMNS, type MessageRow } from './message-row.ts'

export type WantedMessage = GatheredCall & {
  readonly message_id: string
  readonly part: number
  readonly wants_body: boolean
}

export type FoundMessage = MessageRow & {
  readonly sender_ods_code: string | null
  /** A small body; null when none is wanted, or the message is not waiting for the caller. */
  readonly body: Buffer | null
  /** The same, of a body that is a text. */
  readonly text: string | null
  /** A part that is kept in pieces; null when there is none of that number. */
  readonly upload_id: string | null
  readonly part_bytes: number | null
}
type Nothing = { readonly [Column in keyof FoundMessage]: null }

/** Admits a call and finds its message; calls that come at the same moment share a statement. */
export type FindMessage = (wanted: WantedMessage) => Promise<Admission & (FoundMessage | Nothing)>

export function openFindMessages(db: Database): FindMessage {
  return openGathering({
    keyOf: tokenKey,
    run: wanted =>
      db.query<Admission & (FoundMessage | Nothing)>({
        name: 'mesh-find',
        text: FIND,
        values: [placed(wanted)],
      }),
  })
}

/** The message's row may show to its sender too; bodies only to whom they wait for. */
const FIND = `${gatheredAdmission('message_id text, part int, wants_body boolean')}
  select coalesce(g.active, false) as active, g.fresh, ${MESSAGE_COLUMNS}, m.sender_ods_code,
    case when m.is_given and not m.is_text then m.body end as body,
    case when m.is_given and m.is_text then convert_from(m.body, 'UTF8') end as text,
    case when m.is_waiting then p.upload_id end as upload_id,
    coalesce(p.body_bytes, case when m.is_small and g.part = 1 then m.body_bytes end) as part_bytes
  from admission g
  left join lateral (
    select m.*, (select b.ods_code from mesh.mailbox b where b.mailbox_id = m.sender limit 1) as sender_ods_code,
      m.recipient = g.mailbox_id and m.state = 'accepted' as is_waiting, m.body is not null as is_small,
      m.recipient = g.mailbox_id and m.state = 'accepted' and g.wants_body and g.part = 1 as is_given
    from mesh.message m where m.message_id = g.message_id and g.fresh limit 1
  ) m on true
  left join lateral (
    select p.upload_id, p.body_bytes from mesh.part p
    where p.message_id = m.message_id and p.part_no = g.part and not m.is_small limit 1
  ) p on true
  order by g.place`
