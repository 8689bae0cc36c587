import type { Database } from '../../platform/index.ts'
import type { Slice, Sliced } from '../../register/index.ts'
import type { Notice } from '../notice.ts'
import { type NotificationState, withDates } from '../store.ts'
import type { AccessCount } from './inbox.ts'
import type { InboxCounts, InboxNotice, InboxSought, NoticeEvent, NoticeKind, NoticeState } from './notice-state.ts'

type EventRow = {
  at: Date
  event_state: Exclude<NoticeState, 'new'>
  by_user: string
  by_name: string
  note: string | null
}

type NoticeRow = { [Key in keyof EventRow]: EventRow[Key] | null } & {
  content: Notice
  state: NotificationState
  settled_at: Date | null
  is_resent: boolean
}

const IS_RESENT = 'exists (select from notifications.notification again where again.resent_from = n.notice_id)'
const LAST_EVENT = `left join lateral (select e.at, e.state as event_state, e.by_user, e.by_name, e.note
  from notifications.notice_event e where e.notice_id = n.notice_id order by e.event_no desc limit 1) last on true`
const COLUMNS = `n.content, n.state, n.settled_at, ${IS_RESENT} as is_resent,
  last.at, last.event_state, last.by_user, last.by_name, last.note`
// An expired notice that was sent again is another's business: the one sent again is in the list.
const SOUGHT = `n.authority_code = $1 and ($2::text is null or n.kind = $2) and ($3::text is null or n.state = $3)
  and ($4::text is null or coalesce(last.event_state, 'new') = $4 and not (n.state = 'undeliverable' and ${IS_RESENT}))`

/** A page of the inbox, newest first. */
export async function noticesOf(
  db: Database,
  authority: string,
  { kind = null, state = null, delivery = null, skip, limit }: Nullable<InboxSought> & Slice,
): Promise<Sliced<InboxNotice>> {
  const [counted] = await db.query<{ total: number }>({
    name: 'notifications-inbox-count',
    text: `select count(*)::int as total from notifications.notification n ${LAST_EVENT} where ${SOUGHT}`,
    values: [authority, kind, delivery, state],
  })
  const rows = await db.query<NoticeRow>({
    name: 'notifications-inbox',
    text: `select ${COLUMNS} from notifications.notification n ${LAST_EVENT} where ${SOUGHT}
      order by n.created_at desc, n.notice_id limit $5 offset $6`,
    values: [authority, kind, delivery, state, limit, skip],
  })
  return { rows: rows.map(noticeOfRow), total: counted?.total ?? 0 }
}

type Nullable<Wish> = { readonly [Key in keyof Wish]?: Wish[Key] | null }

export async function noticeOf(db: Database, authority: string, noticeId: string): Promise<InboxNotice | undefined> {
  const [row] = await db.query<NoticeRow>({
    name: 'notifications-inbox-one',
    text: `select ${COLUMNS} from notifications.notification n ${LAST_EVENT}
      where n.notice_id = $2 and n.authority_code = $1`,
    values: [authority, noticeId],
  })
  return row && noticeOfRow(row)
}

function noticeOfRow(row: NoticeRow): InboxNotice {
  const { at, event_state: state, by_user: byUser, by_name: byName, note } = row
  const last =
    at !== null && state !== null && byUser !== null && byName !== null
      ? eventOf({ at, event_state: state, by_user: byUser, by_name: byName, note })
      : undefined
  return {
    notice: withDates(row.content),
    state: state ?? 'new',
    ...(last && { last }),
    delivery: row.state,
    ...(row.settled_at !== null && { settledAt: row.settled_at }),
    isResent: row.is_resent,
  }
}

function eventOf(row: EventRow): NoticeEvent {
  const { at, event_state: state, by_user: byUser, by_name: byName, note } = row
  return { at, state, byUser, byName, ...(note !== null && { note }) }
}

/** All that was done about a notice, newest first. */
export async function eventsOf(db: Database, noticeId: string): Promise<NoticeEvent[]> {
  const rows = await db.query<EventRow>({
    name: 'notifications-events',
    text: `select at, state as event_state, by_user, by_name, note from notifications.notice_event
      where notice_id = $1 order by event_no desc`,
    values: [noticeId],
  })
  return rows.map(eventOf)
}

/** Adds an event behind the last; two at the same moment get numbers one after another. */
export async function addEvent(tx: Database, noticeId: string, event: NoticeEvent): Promise<void> {
  await tx.query({
    name: 'notifications-event-turn',
    text: 'select 1 from notifications.notification where notice_id = $1 for update',
    values: [noticeId],
  })
  await tx.query({
    name: 'notifications-event-add',
    text: `insert into notifications.notice_event (notice_id, event_no, at, state, by_user, by_name, note)
      select $1, coalesce(max(event_no), 0) + 1, $2, $3, $4, $5, $6
      from notifications.notice_event where notice_id = $1`,
    values: [noticeId, event.at, event.state, event.byUser, event.byName, event.note ?? null],
  })
}

type CountRow = { [Key in NoticeKind]: number } & { empty: number; expired: number; overdue: number }

export async function countInbox(db: Database, authority: string, lateBefore: Date): Promise<InboxCounts> {
  const [row] = await db.query<CountRow>({
    name: 'notifications-inbox-counts',
    text: `select count(*) filter (where is_new and kind = 'access')::int as access,
        count(*) filter (where is_new and kind = 'inactive-number')::int as "inactive-number",
        count(*) filter (where is_new and kind = 'was-not-brought')::int as "was-not-brought",
        count(*) filter (where is_new and kind = 'access' and not tells)::int as empty,
        count(*) filter (where state = 'undeliverable')::int as expired,
        count(*) filter (where is_new and created_at < $2)::int as overdue
      from (select n.kind, n.state, n.created_at, n.content #> '{accesses,0}' is not null as tells,
          not exists (select from notifications.notice_event e where e.notice_id = n.notice_id) as is_new
        from notifications.notification n
        where n.authority_code = $1 and not (n.state = 'undeliverable' and ${IS_RESENT})) as mine`,
    values: [authority, lateBefore],
  })
  const { empty = 0, expired = 0, overdue = 0 } = row ?? {}
  const { access = 0, 'inactive-number': inactive = 0, 'was-not-brought': notBrought = 0 } = row ?? {}
  return { new: { access, 'inactive-number': inactive, 'was-not-brought': notBrought }, empty, expired, overdue }
}

/** Each access makes one notice for the authority; one sent again is not another access. */
export async function accessesOf(
  db: Database,
  authority: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, AccessCount>> {
  const rows = await db.query<{ number: string; count: number; at: Date }>({
    name: 'notifications-accesses-of',
    text: `select content -> 'accesses' -> 0 ->> 'nhsNumber' as number, count(*)::int as count,
        max((content -> 'accesses' -> 0 ->> 'at')::timestamptz) as at
      from notifications.notification
      where authority_code = $1 and kind = 'access' and resent_from is null
        and content -> 'accesses' -> 0 ->> 'nhsNumber' = any ($2)
      group by 1`,
    values: [authority, numbers],
  })
  return new Map(rows.map(row => [row.number, { count: row.count, lastAt: row.at }]))
}
