import type { Clock, Database } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { keyOfNumber } from '../sealed-person.ts'
import type { UnreadableEvent } from './number-change-event.ts'

type EventDeps = { readonly db: Database; readonly clock: Clock }

/** For so long an event that was settled does nothing when it comes again (fhir-api.md 10). */
const REMEMBERED_MS = 30 * 86_400_000

/** An event and the MESH message it came in. */
export type ArrivedEvent = { readonly eventId: string; readonly number: NhsNumber; readonly messageId: string }

/** What came of an event: PDS says the number changed, did not, is none; or nobody holds a plan under it. */
export type EventOutcome = 'changed' | 'unchanged' | 'unknown' | 'not-held'

/**
 * Writes an event down before it is acted on. False when it was settled within 30 days: there is nothing to do. One that
 * was taken and never settled is to be acted on again: whoever took it died, or PDS was away.
 */
export async function takeChangeEvent(deps: EventDeps, event: ArrivedEvent): Promise<boolean> {
  const now = deps.clock.now()
  const rows = await deps.db.query({
    name: 'demographics-take-event',
    text: `insert into demographics.change_event as e (event_id, child_key, mesh_message_id, state, received_at)
      values ($1, $2, $3, 'taken', $4)
      on conflict (event_id) do update set child_key = excluded.child_key, mesh_message_id = excluded.mesh_message_id,
        state = 'taken', outcome = null, received_at = excluded.received_at, settled_at = null
      where e.state = 'taken' or e.received_at <= $5 returning 1`,
    values: [event.eventId, keyOfNumber(event.number), event.messageId, now, remembered(now)],
  })
  return rows.length > 0
}

/** Notes what came of an event. */
export async function settleChangeEvent(deps: EventDeps, eventId: string, outcome: EventOutcome): Promise<void> {
  await deps.db.query({
    name: 'demographics-settle-event',
    text: `update demographics.change_event set state = 'settled', outcome = $2, settled_at = $3 where event_id = $1`,
    values: [eventId, outcome, deps.clock.now()],
  })
}

/** Notes that a message held no event, and why; nothing of its content. */
export async function keepUnreadableEvent(
  deps: EventDeps,
  messageId: string,
  reason: UnreadableEvent['reason'],
): Promise<void> {
  await deps.db.query({
    name: 'demographics-unreadable-event',
    text: `insert into demographics.change_event
        (event_id, mesh_message_id, state, outcome, received_at, settled_at)
      values ($1, $2, 'unreadable', $3, $4, $4) on conflict do nothing`,
    values: [`unreadable ${messageId}`, messageId, reason, deps.clock.now()],
  })
}

/** The ids of those events that are known; an unreadable one has `unreadable <message id>`. */
export async function findEventsKnown(
  deps: Pick<EventDeps, 'db'>,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await deps.db.query<{ event_id: string }>({
    name: 'demographics-events-known',
    text: 'select event_id from demographics.change_event where event_id = any($1)',
    values: [eventIds],
  })
  return new Set(rows.map(row => row.event_id))
}

/** Deletes the events of more than 30 days ago; returns how many. One still not settled stays. */
export async function forgetChangeEvents(deps: EventDeps): Promise<number> {
  const rows = await deps.db.query({
    text: `delete from demographics.change_event where received_at <= $1 and state <> 'taken' returning 1`,
    values: [remembered(deps.clock.now())],
  })
  return rows.length
}

function remembered(now: Date): Date {
  return new Date(now.getTime() - REMEMBERED_MS)
}
