import type { Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'
import type { CaseState, OpenCase } from './case.ts'

const CASE = `case_id as "caseId", mailbox_id as "mailboxId", authority_code as "authorityCode", cause, state,
  opened_at as "openedAt", changed_at as "changedAt", escalated_at as "escalatedAt"`

/** Every case that is not closed, oldest first. */
export function openCases(db: Database): Promise<OpenCase[]> {
  return withoutNulls<OpenCase>(
    db.query({
      name: 'operations-open-cases',
      text: `select ${CASE} from operations.mailbox_case where state <> 'closed' order by opened_at, mailbox_id`,
    }),
  )
}

/** The open case of a mailbox, held until the transaction ends. */
export async function holdOpenCase(tx: Database, mailboxId: string): Promise<OpenCase | undefined> {
  const [found] = await withoutNulls<OpenCase>(
    tx.query({
      name: 'operations-hold-case',
      text: `select ${CASE} from operations.mailbox_case where mailbox_id = $1 and state <> 'closed' for update`,
      values: [mailboxId],
    }),
  )
  return found
}

export async function keepCase(db: Database, kept: OpenCase): Promise<void> {
  await db.query({
    name: 'operations-keep-case',
    text: `insert into operations.mailbox_case
        (case_id, mailbox_id, authority_code, cause, state, opened_at, changed_at, escalated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (case_id) do update set cause = excluded.cause, state = excluded.state,
        changed_at = excluded.changed_at, escalated_at = excluded.escalated_at`,
    values: [
      kept.caseId,
      kept.mailboxId,
      kept.authorityCode,
      kept.cause,
      kept.state,
      kept.openedAt,
      kept.changedAt,
      kept.escalatedAt ?? null,
    ],
  })
}

/** One line of a case's story; never changed afterwards. `from` is absent at the opening. */
export type CaseEvent = {
  readonly caseId: string
  readonly at: Date
  readonly from?: CaseState
  readonly to: CaseState
  readonly by: string
  readonly note: string
}

export async function keepEvents(db: Database, events: readonly CaseEvent[]): Promise<void> {
  if (events.length === 0) return
  await db.query({
    name: 'operations-keep-events',
    text: `insert into operations.case_event (case_id, event_no, at, from_state, to_state, by_whom, note)
      select e."caseId", e.place + coalesce((select max(event_no) from operations.case_event k where k.case_id = e."caseId"), 0),
        e.at, e."from", e."to", e.by, e.note
      from rows from (jsonb_to_recordset($1::jsonb)
          as ("caseId" uuid, at timestamptz, "from" text, "to" text, by text, note text)) with ordinality
        as e ("caseId", at, "from", "to", by, note, place)`,
    values: [JSON.stringify(events)],
  })
}

/** The story of a case, in order. */
export function eventsOf(db: Database, caseId: string): Promise<CaseEvent[]> {
  return withoutNulls<CaseEvent>(
    db.query({
      name: 'operations-events-of',
      text: `select case_id as "caseId", at, from_state as "from", to_state as "to", by_whom as by, note
        from operations.case_event where case_id = $1 order by event_no`,
      values: [caseId],
    }),
  )
}

/** A notice of ours that expired and was not sent again. */
export type ExpiredNotice = {
  readonly noticeId: string
  readonly authorityCode: string
  /** As notifications names it: `access`, `inactive-number`, ... */
  readonly kind: string
  readonly sentAt: Date
}

/** The expired notices of these authorities that were not sent again, oldest first. */
export function expiredNotices(db: Database, authorities: readonly string[]): Promise<ExpiredNotice[]> {
  return db.query<ExpiredNotice>({
    name: 'operations-expired-notices',
    text: `select notice_id as "noticeId", authority_code as "authorityCode", kind, sent_at as "sentAt"
      from notifications.published_notice
      where authority_code = any ($1) and state = 'undeliverable' and not is_resent order by sent_at, notice_id`,
    values: [authorities],
  })
}
