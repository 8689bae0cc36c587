import type { Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'
import type { DeskState, Incident, IncidentEvent, IncidentLink } from './incident.ts'

const INCIDENT = `incident_id as "incidentId", number, severity, service, state, high_severity as "highSeverity", summary,
  minimum, public_text as "publicText", alarm_key as "alarmKey", alarm_over_at as "alarmOverAt", opened_at as "openedAt",
  changed_at as "changedAt"`

/** Keeps a new incident under the next number; `undefined` when one of the same alarm is open. */
export async function insertIncident(tx: Database, incident: Omit<Incident, 'number'>): Promise<Incident | undefined> {
  await tx.query({ text: 'lock table operations.incident in share row exclusive mode' })
  const [added] = await tx.query<{ number: number }>({
    name: 'operations-insert-incident',
    text: `insert into operations.incident (incident_id, number, severity, service, state, high_severity, summary, minimum,
        public_text, alarm_key, opened_at, changed_at)
      select $1, (select coalesce(max(number), 0) + 1 from operations.incident), $2, $3, $4, $5, $6, $7, $8, $9, $10, $10
      on conflict (alarm_key) where alarm_key is not null and state not in ('closed', 'cancelled') do nothing
      returning number`,
    values: [
      incident.incidentId,
      incident.severity,
      incident.service,
      incident.state,
      incident.highSeverity,
      incident.summary,
      JSON.stringify(incident.minimum),
      incident.publicText ?? null,
      incident.alarmKey ?? null,
      incident.openedAt,
    ],
  })
  return added && { ...incident, number: added.number }
}

export async function updateIncident(tx: Database, incident: Incident): Promise<void> {
  await tx.query({
    name: 'operations-update-incident',
    text: `update operations.incident set severity = $2, state = $3, high_severity = $4, minimum = $5, public_text = $6,
      alarm_over_at = $7, changed_at = $8 where incident_id = $1`,
    values: [
      incident.incidentId,
      incident.severity,
      incident.state,
      incident.highSeverity,
      JSON.stringify(incident.minimum),
      incident.publicText ?? null,
      incident.alarmOverAt ?? null,
      incident.changedAt,
    ],
  })
}

/** The incident of this number, held until the transaction ends. */
export function holdIncident(tx: Database, number: number): Promise<Incident | undefined> {
  return one(tx, 'hold', 'number = $1 for update', number)
}

/** The open incident of an alarm, held until the transaction ends. */
export function holdOfAlarm(tx: Database, alarmKey: string): Promise<Incident | undefined> {
  return one(tx, 'of-alarm', `alarm_key = $1 and state not in ('closed', 'cancelled') for update`, alarmKey)
}

export function findIncident(db: Database, number: number): Promise<Incident | undefined> {
  return one(db, 'find', 'number = $1', number)
}

async function one(db: Database, name: string, where: string, value: unknown): Promise<Incident | undefined> {
  const [found] = await withoutNulls<Incident>(
    db.query({
      name: `operations-incident-${name}`,
      text: `select ${INCIDENT} from operations.incident where ${where}`,
      values: [value],
    }),
  )
  return found
}

/** Incidents, worst and oldest first; those that are over too when wanted, at most 500. */
export function listRows(db: Database, withOver: boolean): Promise<Incident[]> {
  return withoutNulls<Incident>(
    db.query({
      name: 'operations-incidents',
      text: `select ${INCIDENT} from operations.incident where $1 or state not in ('closed', 'cancelled')
        order by state in ('closed', 'cancelled'), severity, opened_at desc limit 500`,
      values: [withOver],
    }),
  )
}

/** Open incidents, and those resolved or closed since: what a public status shows. */
export function publicRows(db: Database, since: Date): Promise<Incident[]> {
  return withoutNulls<Incident>(
    db.query({
      name: 'operations-incidents-public',
      text: `select ${INCIDENT} from operations.incident
        where state not in ('closed', 'cancelled') or (state = 'closed' and changed_at > $1)
        order by opened_at desc limit 50`,
      values: [since],
    }),
  )
}

/** Adds a line to the history of an incident and orders that the desk is told of it; returns the line's number. */
export async function addEvent(tx: Database, event: Omit<IncidentEvent, 'eventNo'>): Promise<number> {
  const [added] = await tx.query<{ event_no: number }>({
    name: 'operations-incident-event',
    text: `with added as (
        insert into operations.incident_event (incident_id, event_no, at, from_state, to_state, by_whom, note)
        select $1, coalesce(max(event_no), 0) + 1, $2, $3, $4, $5, $6
        from operations.incident_event where incident_id = $1 returning event_no)
      insert into operations.desk_order (incident_id, wanted, next_attempt_at) select $1, event_no, $2 from added
      on conflict (incident_id) do update set wanted = excluded.wanted,
        next_attempt_at = least(desk_order.next_attempt_at, excluded.next_attempt_at)
      returning wanted as event_no`,
    values: [event.incidentId, event.at, event.from ?? null, event.to, event.by, event.note],
  })
  return added?.event_no ?? 0
}

/** The histories of incidents, each in order. */
export function eventsOfIncidents(db: Database, incidents: readonly string[]): Promise<IncidentEvent[]> {
  return withoutNulls<IncidentEvent>(
    db.query({
      name: 'operations-incident-events',
      text: `select incident_id as "incidentId", event_no as "eventNo", at, from_state as "from", to_state as "to",
          by_whom as by, note
        from operations.incident_event where incident_id = any ($1) order by incident_id, event_no`,
      values: [incidents],
    }),
  )
}

export async function insertLink(tx: Database, incidentId: string, link: IncidentLink): Promise<boolean> {
  const rows = await tx.query({
    name: 'operations-incident-link',
    text: `insert into operations.incident_link (incident_id, kind, target, at, by_whom) values ($1, $2, $3, $4, $5)
      on conflict do nothing returning 1`,
    values: [incidentId, link.kind, link.target, link.at, link.by],
  })
  return rows.length > 0
}

export function linksOf(db: Database, incidentId: string): Promise<IncidentLink[]> {
  return db.query<IncidentLink>({
    name: 'operations-incident-links',
    text: `select kind, target, at, by_whom as by from operations.incident_link where incident_id = $1 order by at, target`,
    values: [incidentId],
  })
}

/** Whether there is such a case of the watch, or such a notice. */
export async function isThere(db: Database, { kind, target }: Pick<IncidentLink, 'kind' | 'target'>): Promise<boolean> {
  const [table, key] =
    kind === 'case' ? ['operations.mailbox_case', 'case_id'] : ['notifications.published_notice', 'notice_id']
  const rows = await db.query({ text: `select 1 from ${table} where ${key} = $1`, values: [target] })
  return rows.length > 0
}

/** What the desk was told of incidents, by their ids. */
export async function deskStates(db: Database, incidents: readonly string[]): Promise<ReadonlyMap<string, DeskState>> {
  const rows = await withoutNulls<DeskState & { readonly incidentId: string }>(
    db.query({
      name: 'operations-desk-states',
      text: `select incident_id as "incidentId", desk_number as number, told_at as "toldAt", told < wanted as "isWaiting",
          last_failure as "lastFailure"
        from operations.desk_order where incident_id = any ($1)`,
      values: [incidents],
    }),
  )
  return new Map(rows.map(({ incidentId, ...state }) => [incidentId, state]))
}
