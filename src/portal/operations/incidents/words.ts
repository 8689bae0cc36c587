import type { IncidentState, Severity } from '../../../operations/index.ts'
import type { Cell } from '../../components/table/presenter.ts'

/** The states of the national support model in words (programme.md 2.8). */
export const INCIDENT_WORDS: Readonly<Record<IncidentState, string>> = {
  reported: 'Reported',
  local: 'With local IT',
  supplier: 'With the supplier',
  'service-bridge': 'With the service bridge',
  'resolver-group': 'With a resolver group',
  'on-hold': 'On hold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
}

export function severityCell(severity: Severity): Cell {
  const tag = severity <= 2 ? 'red' : severity === 3 ? 'orange' : 'grey'
  return { text: `Severity ${severity}`, tag }
}
