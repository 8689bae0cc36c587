import type { MailboxReport, Span } from '../../../operations/index.ts'
import type { MeshServerDeps } from '../server-deps.ts'

type Row = { [Key in keyof Required<MailboxReport>]: MailboxReport[Key] | null }

/**
 * What this server knows of every mailbox at the end of a span, by one statement: calls (mesh.md 13), what waits in the inbox, and
 * what expired in it and is kept until the thirtieth day (mesh.md 11). A message whose time is up counts as expired
 * whether or not the job that takes it out has come by; what waited for a mailbox when it was deactivated expired then.
 * Newly expired are those of the span.
 */
export async function mailboxFacts(deps: Pick<MeshServerDeps, 'db'>, span: Span): Promise<MailboxReport[]> {
  const rows = await deps.db.query<Row>({
    name: 'mesh-mailbox-facts',
    text: `with inbox as (
        select recipient, accepted_at, expiry_at, delete_after,
          case state when 'undeliverable' then least(status_at, expiry_at) else expiry_at end as expired_at,
          state = 'accepted' and (expiry_at is null or expiry_at > $1) as waits
        from mesh.message
        where accepted_at is not null and accepted_at <= $1 and delete_after > $1 and (state = 'accepted' or state = 'undeliverable' and status_code = '14')
      ), kept as (
        select recipient, count(*) filter (where waits)::int as waiting,
          min(accepted_at) filter (where waits) as oldest_waiting_at,
          count(*) filter (where waits and expiry_at <= $1 + interval '24 hours')::int as due_in_24h,
          count(*) filter (where not waits)::int as expired,
          count(*) filter (where not waits and expired_at > $2)::int as newly_expired,
          min(delete_after) filter (where not waits) as first_lost_at
        from inbox group by recipient
      ), called as (
        select mailbox_id, max(last_at) as last_at from mesh.mailbox_call group by mailbox_id
      )
      select m.mailbox_id as "mailboxId", m.created_at as "createdAt", c.last_at as "lastCallAt",
        h.at as "lastHandshakeAt", h.client_version as "clientVersion", coalesce(k.waiting, 0) as waiting,
        k.oldest_waiting_at as "oldestWaitingAt", coalesce(k.due_in_24h, 0) as "dueIn24h",
        coalesce(k.expired, 0) as expired, coalesce(k.newly_expired, 0) as "newlyExpired",
        k.first_lost_at as "firstLostAt"
      from mesh.mailbox m left join called c using (mailbox_id) left join mesh.handshake h using (mailbox_id)
        left join kept k on k.recipient = m.mailbox_id
      order by m.mailbox_id`,
    values: [span.until, span.since ?? '-infinity'],
  })
  return rows.map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as MailboxReport)
}
