import { MESSAGE_COLUMNS, type StoredMessage } from './message-row.ts'

export type FoundMessage = StoredMessage & {
  readonly sender_ods_code: string | null
  /** A small body; null when none is wanted, or the message is not waiting for the caller. */
  readonly body_sealed: Buffer | null
  /** A part that is kept in pieces; null when there is none of that number. */
  readonly upload_id: string | null
  readonly part_bytes: number | null
  readonly wrapped_part_key: Buffer | null
}
export type Nothing = { readonly [Column in keyof FoundMessage]: null }

/** What is shown of a message; it may show to its sender too, but bodies only to whom they wait for. */
export const FOUND_COLUMNS = `${MESSAGE_COLUMNS}, m.sender_ods_code,
    case when m.is_given then m.body_sealed end as body_sealed,
    case when m.is_waiting then p.upload_id end as upload_id, p.wrapped_key as wrapped_part_key,
    coalesce(p.body_bytes, case when m.is_small and g.part = 1 then m.body_bytes end) as part_bytes`

/** The message `m` and its part `p` that a call `g` of an admitted caller is about. */
export const FIND = `left join lateral (
    select m.*, (select b.ods_code from mesh.mailbox b where b.mailbox_id = m.sender limit 1) as sender_ods_code,
      m.recipient = g.mailbox_id and m.state = 'accepted' as is_waiting, m.body_sealed is not null as is_small,
      m.recipient = g.mailbox_id and m.state = 'accepted' and g.wants_body and g.part = 1 as is_given
    from mesh.message m where m.message_id = g.message_id and g.kind <> 'send' and g.fresh limit 1
  ) m on true
  left join lateral (
    select p.upload_id, p.body_bytes, p.wrapped_key from mesh.part p
    where p.message_id = m.message_id and p.part_no = g.part and not m.is_small limit 1
  ) p on true`
