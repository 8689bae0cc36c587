import { type Database, dayInEngland, refusal } from '../../platform/index.ts'
import { operationsErrors } from '../errors.ts'
import {
  INCIDENT_STEPS,
  type Incident,
  type IncidentDeps,
  type IncidentLink,
  type IncidentState,
  isOver,
  type MinimumDataSet,
  missingFrom,
  type Severity,
} from './incident.ts'
import { refuseChild } from './no-child.ts'
import { checkMinimum, invalid } from './open-incident.ts'
import { addEvent, holdIncident, insertLink, isThere, updateIncident } from './store.ts'

type ChangeDeps = Pick<IncidentDeps, 'db' | 'clock'>

/** What somebody says of an incident; parts that are not given stay as they are. */
export type IncidentNote = {
  readonly number: number
  readonly note: string
  readonly by: string
  readonly severity?: Severity
  readonly highSeverity?: boolean
  readonly minimum?: MinimumDataSet
  readonly publicText?: string
}

/**
 * Writes a note into the history of an incident, with what changed beside it. Throws INCIDENT_UNKNOWN,
 * INCIDENT_STEP_REFUSED for one that is over, INCIDENT_INVALID, INCIDENT_NAMES_CHILD.
 */
export function noteOnIncident(deps: ChangeDeps, said: IncidentNote): Promise<Incident> {
  return change(deps, said, incident => {
    if (isOver(incident.state)) throw refusal(operationsErrors, 'INCIDENT_STEP_REFUSED', `it is ${incident.state}`)
    return incident.state
  })
}

/**
 * Takes an incident a step on, or back. To the service bridge it goes with its minimum data set whole, or as one of high
 * severity, which the bridge is told of at once (programme.md 2.8). Throws as `noteOnIncident`, and
 * INCIDENT_STEP_REFUSED for a step that is not in the table.
 */
export function advanceIncident(
  deps: ChangeDeps,
  step: IncidentNote & { readonly to: IncidentState },
): Promise<Incident> {
  const { to } = step
  return change(deps, step, incident => {
    if (!INCIDENT_STEPS[incident.state].includes(to))
      throw refusal(operationsErrors, 'INCIDENT_STEP_REFUSED', `from ${incident.state} to ${to}`)
    const missing = missingFrom(incident.minimum)
    if (to === 'service-bridge' && !incident.highSeverity && missing.length > 0)
      throw refusal(operationsErrors, 'INCIDENT_MINIMUM_MISSING', missing.join(', '))
    return to
  })
}

/** Closes an incident that is resolved: whoever reported it agrees. Throws as `advanceIncident`. */
export function closeIncident(deps: ChangeDeps, said: IncidentNote): Promise<Incident> {
  return advanceIncident(deps, { ...said, to: 'closed' })
}

async function change(
  deps: ChangeDeps,
  said: IncidentNote,
  stateAfter: (incident: Incident) => IncidentState,
): Promise<Incident> {
  const at = deps.clock.now()
  const { note, by, minimum, publicText } = said
  if (note.trim() === '') throw invalid('a note must say something')
  refuseChild('the note', note, dayInEngland(at))
  if (publicText !== undefined) refuseChild('the public text', publicText, dayInEngland(at))
  if (minimum !== undefined) checkMinimum(minimum, deps)
  return deps.db.transaction(async tx => {
    const before = await held(tx, said.number)
    const changed: Incident = {
      ...before,
      minimum: { ...before.minimum, ...minimum },
      ...(said.severity !== undefined && { severity: said.severity }),
      ...(said.highSeverity !== undefined && { highSeverity: said.highSeverity }),
      ...(publicText !== undefined && { publicText }),
      changedAt: at,
    }
    const after = { ...changed, state: stateAfter(changed) }
    await updateIncident(tx, after)
    await addEvent(tx, { incidentId: after.incidentId, at, from: before.state, to: after.state, by, note })
    return after
  })
}

async function held(tx: Database, number: number): Promise<Incident> {
  const incident = await holdIncident(tx, number)
  if (incident === undefined) throw refusal(operationsErrors, 'INCIDENT_UNKNOWN', String(number))
  return incident
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Links a case of the watch or a notice to an incident; once, however often it is said. Throws INCIDENT_UNKNOWN, and
 * INCIDENT_LINK_UNKNOWN where there is no such case or notice.
 */
export async function linkToIncident(
  deps: ChangeDeps,
  said: { readonly number: number; readonly by: string } & Pick<IncidentLink, 'kind' | 'target'>,
): Promise<Incident> {
  const at = deps.clock.now()
  const { kind, target, by } = said
  return deps.db.transaction(async tx => {
    const incident = await held(tx, said.number)
    if (!UUID.test(target) || !(await isThere(tx, { kind, target })))
      throw refusal(operationsErrors, 'INCIDENT_LINK_UNKNOWN', kind)
    const isNew = await insertLink(tx, incident.incidentId, { kind, target, at, by })
    const { incidentId, state } = incident
    if (isNew) await addEvent(tx, { incidentId, at, from: state, to: state, by, note: `linked: ${kind} ${target}` })
    return incident
  })
}
