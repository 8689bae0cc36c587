import type { CalendarDate, Database } from '../../platform/index.ts'
import type { Connection, MessageAge } from './clocks.ts'
import type { MailboxSight, NoticeFacts, Span } from './facts.ts'

/** A mailbox as the last look found it. */
export type MailboxState = MailboxSight & {
  readonly connection: Connection
  readonly messages: MessageAge
  readonly seenAt: Date
}

/** The counts of one daily run. */
export type WatchRun = {
  readonly day: CalendarDate
  readonly at: Date
  /** Mailboxes watched, and authorities whose mailbox is not known. */
  readonly watched: number
  readonly withoutMailbox: number
  readonly late: number
  readonly disconnected: number
  readonly paused: number
  /** Mailboxes in which a message waits for 72 hours or longer. */
  readonly uncollected: number
  /** Messages: expired since the run before, and all that are kept. */
  readonly newlyExpired: number
  readonly expired: number
  readonly casesOpen: number
  readonly letters: number
}

/** One look at a time: who comes second waits until the first has written. */
export async function lockLooks(tx: Database): Promise<void> {
  await tx.query({ text: 'lock table operations.mailbox_state in share row exclusive mode' })
}

export async function lastLookAt(db: Database): Promise<Date | undefined> {
  const [row] = await db.query<{ at: Date | null }>({
    name: 'operations-last-look',
    text: 'select max(seen_at) as at from operations.mailbox_state',
  })
  return row?.at ?? undefined
}

/** What became of the notices to each of these authorities, from the view notifications publishes. */
export function noticeFacts(db: Database, authorities: readonly string[], span: Span): Promise<NoticeFacts[]> {
  return withoutNulls<NoticeFacts>(
    db.query({
      name: 'operations-notice-facts',
      text: `select a.code as "authorityCode", c.at as "lastCollectedAt", u.*
        from unnest($1::text[]) as a (code)
        cross join lateral (
          select max(settled_at) as at from notifications.published_notice n
          where n.authority_code = a.code and n.state = 'collected'
        ) c
        cross join lateral (
          select count(*) filter (where waits)::int as waiting,
            min(sent_at) filter (where waits) as "oldestWaitingAt",
            count(*) filter (where waits and sent_at <= $2::timestamptz - interval '96 hours')::int as "dueIn24h",
            count(*) filter (where not waits and lost_at > $2)::int as expired,
            count(*) filter (where not waits and settled_at > $3 and settled_at <= $2)::int as "newlyExpired",
            min(lost_at) filter (where not waits and lost_at > $2) as "firstLostAt",
            count(*) filter (where not waits and lost_at <= $2)::int as lost,
            min(case when waits then greatest(sent_at, c.at) when c.at is null or sent_at > c.at then sent_at end)
              as "silentSince"
          from (
            select sent_at, settled_at, state = 'sent' as waits, sent_at + interval '30 days' as lost_at
            from notifications.published_notice n
            where n.authority_code = a.code and n.state in ('sent', 'undeliverable') and not n.is_resent
          ) n
        ) u`,
      values: [authorities, span.until, span.since ?? '-infinity'],
    }),
  )
}

export async function pausesAt(db: Database, now: Date): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query<{ mailbox_id: string; until: Date }>({
    name: 'operations-pauses',
    text: 'select mailbox_id, until from operations.watch_pause where until > $1',
    values: [now],
  })
  return new Map(rows.map(row => [row.mailbox_id, row.until]))
}

export async function keepPause(
  db: Database,
  pause: { readonly mailboxId: string; readonly until: Date; readonly reason: string; readonly by: string },
  now: Date,
): Promise<void> {
  await db.query({
    text: `insert into operations.watch_pause (mailbox_id, until, reason, by_whom, at) values ($1, $2, $3, $4, $5)
      on conflict (mailbox_id) do update set until = excluded.until, reason = excluded.reason,
        by_whom = excluded.by_whom, at = excluded.at`,
    values: [pause.mailboxId, pause.until, pause.reason, pause.by, now],
  })
}

const STATE = `mailbox_id as "mailboxId", authority_code as "authorityCode", source, connection, messages,
  last_call_at as "lastCallAt", last_handshake_at as "lastHandshakeAt", client_version as "clientVersion",
  silent_since as "silentSince", waiting, oldest_waiting_at as "oldestWaitingAt", due_in_24h as "dueIn24h", expired,
  newly_expired as "newlyExpired", first_lost_at as "firstLostAt", expired_notices as "expiredNotices",
  lost_notices as "lostNotices", seen_at as "seenAt"`

/** What the last look found of every mailbox it saw, by authority. */
export function mailboxStates(db: Database): Promise<MailboxState[]> {
  return withoutNulls<MailboxState>(
    db.query({
      name: 'operations-mailbox-states',
      text: `select ${STATE} from operations.mailbox_state
        where seen_at = (select max(seen_at) from operations.mailbox_state) order by authority_code, mailbox_id`,
    }),
  )
}

export async function keepMailboxStates(db: Database, states: readonly MailboxState[]): Promise<void> {
  await db.query({
    name: 'operations-keep-mailbox-states',
    text: `insert into operations.mailbox_state (mailbox_id, authority_code, source, connection, messages, last_call_at,
        last_handshake_at, client_version, silent_since, waiting, oldest_waiting_at, due_in_24h, expired, newly_expired,
        first_lost_at, expired_notices, lost_notices, seen_at)
      select s."mailboxId", s."authorityCode", s.source, s.connection, s.messages, s."lastCallAt", s."lastHandshakeAt",
        s."clientVersion", s."silentSince", s.waiting, s."oldestWaitingAt", s."dueIn24h", s.expired, s."newlyExpired",
        s."firstLostAt", s."expiredNotices", s."lostNotices", s."seenAt"
      from jsonb_to_recordset($1::jsonb) as s ("mailboxId" text, "authorityCode" text, source text, connection text,
        messages text, "lastCallAt" timestamptz, "lastHandshakeAt" timestamptz, "clientVersion" text,
        "silentSince" timestamptz, waiting int, "oldestWaitingAt" timestamptz, "dueIn24h" int, expired int,
        "newlyExpired" int, "firstLostAt" timestamptz, "expiredNotices" int, "lostNotices" int, "seenAt" timestamptz)
      on conflict (mailbox_id) do update set authority_code = excluded.authority_code, source = excluded.source,
        connection = excluded.connection, messages = excluded.messages, last_call_at = excluded.last_call_at,
        last_handshake_at = excluded.last_handshake_at, client_version = excluded.client_version,
        silent_since = excluded.silent_since, waiting = excluded.waiting,
        oldest_waiting_at = excluded.oldest_waiting_at, due_in_24h = excluded.due_in_24h, expired = excluded.expired,
        newly_expired = excluded.newly_expired, first_lost_at = excluded.first_lost_at,
        expired_notices = excluded.expired_notices, lost_notices = excluded.lost_notices, seen_at = excluded.seen_at`,
    values: [JSON.stringify(states)],
  })
}

const RUN = `day, at, watched, without_mailbox as "withoutMailbox", late, disconnected, paused, uncollected,
  newly_expired as "newlyExpired", expired, cases_open as "casesOpen", letters`

export async function runOf(db: Database, day: CalendarDate): Promise<WatchRun | undefined> {
  const [row] = await db.query<WatchRun>({
    name: 'operations-run-of',
    text: `select ${RUN} from operations.watch_run where day = $1`,
    values: [day],
  })
  return row
}

/** The newest run; none before the first. */
export async function lastRun(db: Database): Promise<WatchRun | undefined> {
  const [row] = await db.query<WatchRun>({
    name: 'operations-last-run',
    text: `select ${RUN} from operations.watch_run order by day desc limit 1`,
  })
  return row
}

export async function keepRun(db: Database, run: WatchRun): Promise<void> {
  await db.query({
    name: 'operations-keep-run',
    text: `insert into operations.watch_run (day, at, watched, without_mailbox, late, disconnected, paused, uncollected,
        newly_expired, expired, cases_open, letters) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      run.day,
      run.at,
      run.watched,
      run.withoutMailbox,
      run.late,
      run.disconnected,
      run.paused,
      run.uncollected,
      run.newlyExpired,
      run.expired,
      run.casesOpen,
      run.letters,
    ],
  })
}

/** Rows as objects in which an empty column is an absent key. */
export async function withoutNulls<Shape>(rows: Promise<Record<string, unknown>[]>): Promise<Shape[]> {
  const present = (row: Record<string, unknown>) => Object.entries(row).filter(([, value]) => value !== null)
  return (await rows).map(row => Object.fromEntries(present(row)) as Shape)
}
