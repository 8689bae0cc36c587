import { refusal } from '../../platform/index.ts'
import { csvText } from '../csv.ts'
import { operationsErrors } from '../errors.ts'
import {
  INCIDENT_STEPS,
  type Incident,
  type IncidentDeps,
  type IncidentEvent,
  type IncidentRow,
  type IncidentStory,
  missingFrom,
} from './incident.ts'
import { clockOf } from './incident-clock.ts'
import { deskStates, eventsOfIncidents, findIncident, linksOf, listRows } from './store.ts'

type ReadDeps = Pick<IncidentDeps, 'db' | 'clock' | 'targets'>

/** Incidents, worst first, with where their clocks stand; those that are over too when wanted, the newest 500. */
export async function listIncidents(deps: ReadDeps, { withOver = false } = {}): Promise<IncidentRow[]> {
  const incidents = await listRows(deps.db, withOver)
  return (await withStories(deps, incidents)).map(({ row }) => row)
}

/** One incident with its history, its links and where it may go. Throws INCIDENT_UNKNOWN. */
export async function showIncident(deps: ReadDeps, number: number): Promise<IncidentStory> {
  const incident = await findIncident(deps.db, number)
  const [found] = incident ? await withStories(deps, [incident]) : []
  if (found === undefined) throw refusal(operationsErrors, 'INCIDENT_UNKNOWN', String(number))
  const { row, events } = found
  return { ...row, events, links: await linksOf(deps.db, row.incidentId), steps: INCIDENT_STEPS[row.state] }
}

type Found = { readonly row: IncidentRow; readonly events: readonly IncidentEvent[] }

async function withStories({ db, clock, targets }: ReadDeps, incidents: readonly Incident[]): Promise<Found[]> {
  const ids = incidents.map(one => one.incidentId)
  const events = Map.groupBy(await eventsOfIncidents(db, ids), event => event.incidentId)
  const desks = await deskStates(db, ids)
  const now = clock.now()
  return incidents.map(incident => {
    const own = events.get(incident.incidentId) ?? []
    const desk = desks.get(incident.incidentId)
    const row = {
      ...incident,
      clock: clockOf(incident, own, { targets, now }),
      missing: missingFrom(incident.minimum),
      ...(desk && { desk }),
    }
    return { row, events: own }
  })
}

/** A list of incidents, a line each. */
export function incidentsCsv(rows: readonly IncidentRow[]): string {
  return csvText(
    [
      'number',
      'severity',
      'service',
      'state',
      'summary',
      'opened_at',
      'changed_at',
      'respond_late',
      'fix_late',
      'desk',
    ],
    rows.map(row => [
      ...[row.number, row.severity, row.service, row.state, row.summary],
      ...[row.openedAt.toISOString(), row.changedAt.toISOString()],
      ...[String(row.clock.isRespondLate), String(row.clock.isFixLate), row.desk?.number],
    ]),
  )
}
