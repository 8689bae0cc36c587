import { childKey, type Database, processKeyring } from '../../platform/index.ts'
import type { Slice, Sliced } from '../../register/index.ts'
import { openNote, openNotice, sealNote } from '../sealed-notice.ts'
import type { NotificationState } from '../store.ts'
import type {
  AccessCount,
  InboxCounts,
  InboxNotice,
  InboxSought,
  NoticeEvent,
  NoticeKind,
  NoticeState,
} from './notice-state.ts'

type EventRow = {
  at: Date
  event_state: Exclude<NoticeState, 'new'>
  by_user: string
  by_name: string
  note_sealed: Buffer | null
}

type NoticeRow = { [Key in keyof EventRow]: EventRow[Key] | null } & {
  notice_id: string
  content_sealed: Buffer
  state: NotificationState
  settled_at: Date | null
  is_resent: boolean
}

// Not `exists`: PostgreSQL would read all notices there are to answer that of twenty.
const IS_RESENT = `coalesce((select true from notifications.notification again
  where again.resent_from = n.notice_id limit 1), false)`
const LAST_EVENT = `left join lateral (select e.at, e.state as event_state, e.by_user, e.by_name, e.note_sealed
  from notifications.notice_event e where e.notice_id = n.notice_id order by e.event_no desc limit 1) last on true`
const LAST_STATE = `(select e.state from notifications.notice_event e where e.notice_id = n.notice_id
  order by e.event_no desc limit 1)`
const COLUMNS = `n.notice_id, n.content_sealed, n.state, n.settled_at, ${IS_RESENT} as is_resent,
  last.at, last.event_state, last.by_user, last.by_name, last.note_sealed`
const IS_NEW = 'not exists (select from notifications.notice_event e where e.notice_id = n.notice_id)'
// The index alone says which are new; only those are read. Without `offset 0` PostgreSQL reads all of the authority's.
const FRESH = `(select n.notice_id from notifications.notification n where n.authority_code = $1 and ${IS_NEW} offset 0)
  fresh join notifications.notification n on n.notice_id = fresh.notice_id`
// An expired notice that was sent again is another's business: the one sent again is in the list.
const IS_OPEN = `not (n.state = 'undeliverable' and ${IS_RESENT})`

/**
 * A page of the inbox, newest first. Each wish has SQL of its own: without one the notices are counted in the index alone,
 * however many years of them there are.
 */
export async function noticesOf(
  db: Database,
  authority: string,
  { skip, limit, ...sought }: InboxSought & Slice,
): Promise<Sliced<InboxNotice>> {
  const { name, from, where, values } = whereOf(authority, sought)
  const [counted] = await db.query<{ total: number }>({
    name: `notifications-inbox-count${name}`,
    text: `select count(*)::int as total from ${from} where ${where}`,
    values,
  })
  const rows = await db.query<NoticeRow>({
    name: `notifications-inbox${name}`,
    text: `select ${COLUMNS} from ${from} ${LAST_EVENT} where ${where}
      order by n.created_at desc, n.notice_id limit $${values.length + 1} offset $${values.length + 2}`,
    values: [...values, limit, skip],
  })
  return { rows: rows.map(noticeOfRow), total: counted?.total ?? 0 }
}

function whereOf(authority: string, { kind, state, delivery }: InboxSought) {
  const values: string[] = [authority]
  const parts = ['n.authority_code = $1']
  const is = (column: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`${column} = $${values.push(value)}`)
  }
  is('n.kind', kind)
  is('n.state', delivery)
  if (state === 'new') parts.push(IS_OPEN)
  else is(LAST_STATE, state)
  const name = [kind && 'kind', delivery && 'delivery', state && (state === 'new' ? 'new' : 'state')]
  return {
    name: name.map(one => (one ? `-${one}` : '')).join(''),
    from: state === 'new' ? FRESH : 'notifications.notification n',
    where: parts.join(' and '),
    values,
  }
}

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
  const { at, event_state: state, by_user: byUser, by_name: byName, note_sealed } = row
  const last =
    at !== null && state !== null && byUser !== null && byName !== null
      ? eventOf(row.notice_id, { at, event_state: state, by_user: byUser, by_name: byName, note_sealed })
      : undefined
  return {
    notice: openNotice(row.notice_id, row.content_sealed),
    state: state ?? 'new',
    ...(last && { last }),
    delivery: row.state,
    ...(row.settled_at !== null && { settledAt: row.settled_at }),
    isResent: row.is_resent,
  }
}

function eventOf(noticeId: string, row: EventRow): NoticeEvent {
  const { at, event_state: state, by_user: byUser, by_name: byName, note_sealed: sealed } = row
  return { at, state, byUser, byName, ...(sealed !== null && { note: openNote(noticeId, sealed) }) }
}

/** All that was done about a notice, newest first. */
export async function eventsOf(db: Database, noticeId: string): Promise<NoticeEvent[]> {
  const rows = await db.query<EventRow>({
    name: 'notifications-events',
    text: `select at, state as event_state, by_user, by_name, note_sealed from notifications.notice_event
      where notice_id = $1 order by event_no desc`,
    values: [noticeId],
  })
  return rows.map(row => eventOf(noticeId, row))
}

/** Adds an event behind the last; two at the same moment get numbers one after another. */
export async function addEvent(tx: Database, noticeId: string, event: NoticeEvent): Promise<void> {
  await tx.query({
    name: 'notifications-event-turn',
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`notice ${noticeId}`],
  })
  const sealed = event.note === undefined ? null : sealNote(noticeId, event.note)
  await tx.query({
    name: 'notifications-event-add',
    text: `insert into notifications.notice_event (notice_id, event_no, at, state, by_user, by_name, note_sealed)
      select $1, coalesce(max(event_no), 0) + 1, $2, $3, $4, $5, $6
      from notifications.notice_event where notice_id = $1`,
    values: [noticeId, event.at, event.state, event.byUser, event.byName, sealed],
  })
}

type CountRow = { [Key in NoticeKind]: number } & { empty: number; expired: number; overdue: number }

export async function countInbox(db: Database, authority: string, lateBefore: Date): Promise<InboxCounts> {
  const [row] = await db.query<CountRow>({
    name: 'notifications-inbox-counts',
    text: `select count(*) filter (where n.kind = 'access')::int as access,
        count(*) filter (where n.kind = 'inactive-number')::int as "inactive-number",
        count(*) filter (where n.kind = 'was-not-brought')::int as "was-not-brought",
        count(*) filter (where n.kind = 'access' and n.child_key is null)::int as empty,
        count(*) filter (where n.created_at < $2)::int as overdue,
        (select count(*)::int from notifications.notification n
          where n.authority_code = $1 and n.state = 'undeliverable' and not ${IS_RESENT}) as expired
      from ${FRESH} where ${IS_OPEN}`,
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
  const keyring = processKeyring()
  const byKey = new Map<string, string>(numbers.map(number => [childKey(keyring, number), number]))
  const rows = await db.query<{ child_key: string; count: number; at: Date }>({
    name: 'notifications-accesses-of',
    text: `select child_key, count(*)::int as count, max(ordered_at) as at
      from notifications.notification
      where authority_code = $1 and kind = 'access' and resent_from is null and child_key = any ($2)
      group by 1`,
    values: [authority, [...byKey.keys()]],
  })
  return new Map(rows.map(row => [byKey.get(row.child_key) ?? '', { count: row.count, lastAt: row.at }]))
}
