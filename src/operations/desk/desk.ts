import type { Incident, IncidentEvent, IncidentState, Service, Severity } from '../incidents/incident.ts'

/** An incident as a service desk is told of it, whole each time. */
export type DeskTicket = {
  /** Our own id of it: the desk holds one record under it, however often it is told. */
  readonly correlationId: string
  readonly number: number
  /** How far its history is told: the number of its newest line. */
  readonly revision: number
  readonly service: Service
  readonly severity: Severity
  readonly state: IncidentState
  readonly summary: string
  readonly description: string
  readonly openedAt: Date
  readonly notes: readonly Pick<IncidentEvent, 'eventNo' | 'at' | 'by' | 'note' | 'to'>[]
}

/**
 * A service desk. `put` makes its record of an incident say what the ticket says; the same ticket again changes nothing.
 * Throws DESK_UNAVAILABLE when it is to be tried again (`retryAfterMs` where the desk said when), DESK_REFUSED when a
 * person has to look.
 */
export type Desk = { put(ticket: DeskTicket): Promise<{ readonly number?: string }> }

/** The ticket of an incident with its history. */
export function ticketOf(incident: Incident, events: readonly IncidentEvent[]): DeskTicket {
  const { incidentId: correlationId, number, service, severity, state, summary, openedAt } = incident
  return {
    ...{ correlationId, number, service, severity, state, summary, openedAt },
    revision: events.at(-1)?.eventNo ?? 0,
    description: descriptionOf(incident),
    notes: events.map(({ eventNo, at, by, note, to }) => ({ eventNo, at, by, note, to })),
  }
}

/** The minimum data set as lines of text, for a desk's description or to paste (programme.md 2.8). */
export function descriptionOf({ number, service, severity, highSeverity, summary, minimum }: Incident): string {
  const { organisation, email, phone, usersAffected, whatHappens, errorMessages } = minimum
  const line = (label: string, value: string | number | undefined) => `${label}: ${value ?? 'not known'}`
  return [
    line('Incident of Open CP-IS', number),
    line('Service affected', service),
    line('Severity', `${severity}${highSeverity ? ', a high severity service incident' : ''}`),
    line('Summary', summary),
    line('Reported by', organisation),
    line('E-mail', email),
    line('Telephone', phone),
    line('Users affected', usersAffected),
    line('What happens', whatHappens),
    line('Error messages', errorMessages),
  ].join('\n')
}
