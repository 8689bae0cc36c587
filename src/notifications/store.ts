import { type Database, gatheredReads } from '../platform/index.ts'
import type { Notice } from './notice.ts'
import { openNotice, sealNotice } from './sealed-notice.ts'

/** A notice on its way: waiting to be sent, sent and not collected yet, collected, or given up by MESH. */
export type NotificationState = 'waiting' | 'sent' | 'collected' | 'undeliverable'

export type Notification = {
  readonly noticeId: string
  readonly authorityCode: string
  readonly attempts: number
  readonly content: Notice
}

export type NewNotification = {
  /** What ordered it: one order makes one notice, however often it is handed over. */
  readonly orderKey: string
  readonly authorityCode: string
  readonly notice: Notice
}

/** Keeps notices as waiting; an order key that is there already is passed over. Returns how many are new. */
export async function keepNotifications(db: Database, kept: readonly NewNotification[], now: Date): Promise<number> {
  const contents = kept.map(one => sealNotice(one.notice))
  const rows = await db.query({
    name: 'notifications-keep',
    text: `insert into notifications.notification
        (notice_id, order_key, kind, authority_code, child_key, ordered_at, content_sealed, created_at, state,
        next_attempt_at)
      select n.notice_id, n.order_key, n.kind, n.authority_code, n.child_key, n.ordered_at, n.content_sealed,
        $8::timestamptz, 'waiting', $8::timestamptz
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::bytea[])
        as n (notice_id, order_key, kind, authority_code, child_key, ordered_at, content_sealed)
      on conflict (order_key) do nothing returning 1`,
    values: [
      kept.map(one => one.notice.noticeId),
      kept.map(one => one.orderKey),
      kept.map(one => one.notice.kind),
      kept.map(one => one.authorityCode),
      contents.map(content => content.childKey),
      contents.map(content => content.orderedAt),
      contents.map(content => content.sealed),
      now,
    ],
  })
  return rows.length
}

type Row = {
  notice_id: string
  authority_code: string
  attempts: number
  content_sealed: Buffer
  mesh_message_id: string | null
  sent_at: Date | null
}

export type Claiming = {
  readonly state: 'waiting' | 'sent'
  readonly now: Date
  readonly until: Date
  readonly limit: number
  /** Who takes them, where it matters that nobody else has them. */
  readonly holder?: string
}

/** Takes notices in one state whose time has come; until `until` nobody else takes them. */
export async function claim(
  db: Database,
  what: Claiming,
): Promise<(Notification & { readonly meshMessageId?: string; readonly sentAt?: Date })[]> {
  const rows = await db.query<Row>({
    name: `notifications-claim-${what.state}`,
    text: `update notifications.notification n set next_attempt_at = $2, attempts = attempts + 1, holder = $4
      from (select notice_id from notifications.notification
        where state = '${what.state}' and next_attempt_at <= $1 order by next_attempt_at limit $3
        for update skip locked) free
      where n.notice_id = free.notice_id
      returning n.notice_id, n.authority_code, n.attempts, n.content_sealed, n.mesh_message_id, n.sent_at`,
    values: [what.now, what.until, what.limit, what.holder],
  })
  return rows.map(row => ({
    noticeId: row.notice_id,
    authorityCode: row.authority_code,
    attempts: row.attempts,
    content: openNotice(row.notice_id, row.content_sealed),
    ...(row.mesh_message_id !== null && { meshMessageId: row.mesh_message_id }),
    ...(row.sent_at !== null && { sentAt: row.sent_at }),
  }))
}

/** Keeps a waiting notice in the hand that has it until `until`; false when it is another's by now, or sent. */
export async function keepInHand(
  db: Database,
  kept: { readonly noticeId: string; readonly holder: string; readonly until: Date },
): Promise<boolean> {
  const rows = await db.query({
    name: 'notifications-keep-in-hand',
    text: `update notifications.notification set next_attempt_at = $3
      where notice_id = $1 and holder = $2 and state = 'waiting' returning 1`,
    values: [kept.noticeId, kept.holder, kept.until],
  })
  return rows.length > 0
}

export type SentNotice = {
  readonly noticeId: string
  /** Not known where MESH has several under the notice's id. */
  readonly meshMessageId: string | undefined
  readonly at: Date
  readonly lookAgainAt: Date
}

/**
 * Records that MESH took the message; from now it is tracked. What MESH answers in one moment is recorded by one statement,
 * gathered as reads are: done once more it changes nothing, since only what waits is changed.
 */
export const keepSent = gatheredReads(keepAllSent)

async function keepAllSent(db: Database, sent: readonly SentNotice[]): Promise<undefined[]> {
  await db.query({
    name: 'notifications-sent',
    text: `update notifications.notification n set state = 'sent', mesh_message_id = s.mesh_message_id, sent_at = s.at,
        attempts = 0, next_attempt_at = s.look_again_at, last_failure = null
      from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[])
        as s (notice_id, mesh_message_id, at, look_again_at)
      where n.notice_id = s.notice_id and n.state = 'waiting'`,
    values: [
      sent.map(one => one.noticeId),
      sent.map(one => one.meshMessageId ?? null),
      sent.map(one => one.at),
      sent.map(one => one.lookAgainAt),
    ],
  })
  return sent.map(() => undefined)
}

/** Where notices stand, of those that are there. */
export async function readStates(
  db: Database,
  noticeIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationState>> {
  const rows = await db.query<{ notice_id: string; state: NotificationState }>({
    name: 'notifications-states',
    text: 'select notice_id, state from notifications.notification where notice_id = any($1::uuid[])',
    values: [noticeIds],
  })
  return new Map(rows.map(row => [row.notice_id, row.state]))
}

/** Counts every waiting notice as tried, so that MESH is asked for it before it is sent. */
export async function askBeforeSending(db: Database): Promise<void> {
  await db.query({
    text: `update notifications.notification set attempts = 1 where state = 'waiting' and attempts = 0`,
  })
}

/** Records why it could not be sent or tracked this time, and when it is tried again. */
export async function keepFailure(db: Database, noticeId: string, failure: string, nextAt: Date): Promise<void> {
  await db.query({
    name: 'notifications-failure',
    text: `update notifications.notification set last_failure = $2, next_attempt_at = $3
      where notice_id = $1 and state in ('waiting', 'sent')`,
    values: [noticeId, failure, nextAt],
  })
}

/** Records the end of its way. */
export async function keepSettled(
  db: Database,
  noticeId: string,
  state: 'collected' | 'undeliverable',
  at: Date,
): Promise<void> {
  await db.query({
    name: 'notifications-settled',
    text: `update notifications.notification set state = $2, settled_at = $3 where notice_id = $1 and state = 'sent'`,
    values: [noticeId, state, at],
  })
}

/** Takes expired notices that MESH still keeps and that were not sent again; until `until` nobody else takes them. */
export async function claimExpired(
  db: Database,
  what: { readonly now: Date; readonly until: Date; readonly sentAfter: Date; readonly limit: number },
): Promise<{ readonly noticeId: string; readonly meshMessageId: string }[]> {
  return db.query({
    name: 'notifications-claim-expired',
    text: `update notifications.notification n set next_attempt_at = $2
      from (select notice_id from notifications.notification e
        where state = 'undeliverable' and next_attempt_at <= $1 and sent_at > $3 and mesh_message_id is not null
          and not exists (select from notifications.notification again where again.resent_from = e.notice_id)
        order by next_attempt_at limit $4 for update skip locked) free
      where n.notice_id = free.notice_id
      returning n.notice_id as "noticeId", n.mesh_message_id as "meshMessageId"`,
    values: [what.now, what.until, what.sentAfter, what.limit],
  })
}

/** Records that a notice was collected after it had expired and was put back. */
export async function keepCollectedLate(db: Database, noticeId: string, at: Date): Promise<void> {
  await db.query({
    name: 'notifications-collected-late',
    text: `update notifications.notification set state = 'collected', settled_at = $2
      where notice_id = $1 and state = 'undeliverable'`,
    values: [noticeId, at],
  })
}

/** A notice by its id, with where it stands. */
export async function findNotification(
  db: Database,
  noticeId: string,
): Promise<(Notification & { readonly state: NotificationState }) | undefined> {
  const [row] = await db.query<Row & { state: NotificationState }>({
    name: 'notifications-find',
    text: `select notice_id, authority_code, attempts, content_sealed, mesh_message_id, state
      from notifications.notification where notice_id = $1`,
    values: [noticeId],
  })
  if (row === undefined) return undefined
  const { notice_id, authority_code: authorityCode, attempts, content_sealed: sealed, state } = row
  return { noticeId: notice_id, authorityCode, attempts, content: openNotice(notice_id, sealed), state }
}

/** Keeps a notice that repeats another as waiting; when that was repeated already, returns the repeat there is. */
export async function keepResent(
  db: Database,
  again: { readonly of: string; readonly authorityCode: string; readonly notice: Notice },
  now: Date,
): Promise<{ readonly noticeId: string; readonly isNew: boolean }> {
  const { of, authorityCode, notice } = again
  const { childKey, orderedAt, sealed } = sealNotice(notice)
  const rows = await db.query({
    name: 'notifications-keep-resent',
    text: `insert into notifications.notification
        (notice_id, order_key, kind, authority_code, child_key, ordered_at, content_sealed, created_at, state,
        next_attempt_at, resent_from)
      values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $8, $9) on conflict (order_key) do nothing returning 1`,
    values: [notice.noticeId, `again ${of}`, notice.kind, authorityCode, childKey, orderedAt, sealed, now, of],
  })
  if (rows.length > 0) return { noticeId: notice.noticeId, isNew: true }
  const [there] = await db.query<{ notice_id: string }>({
    name: 'notifications-resent-of',
    text: 'select notice_id from notifications.notification where resent_from = $1',
    values: [of],
  })
  return { noticeId: there?.notice_id ?? notice.noticeId, isNew: false }
}

export type NoticeCounts = {
  readonly waiting: number
  readonly sent: number
  readonly collected: number
  readonly undeliverable: number
}

/** How many notices are in each state. */
export async function countNotices(db: Database): Promise<NoticeCounts> {
  const rows = await db.query<{ state: NotificationState; count: number }>({
    name: 'notifications-count',
    text: 'select state, count(*) from notifications.notification group by state',
  })
  const counts = { waiting: 0, sent: 0, collected: 0, undeliverable: 0 }
  for (const { state, count } of rows) counts[state] = count
  return counts
}
