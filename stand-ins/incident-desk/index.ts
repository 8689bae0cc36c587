export { incidentDeskErrors } from './errors.ts'
export { type DeskFault, type IncidentDesk, type IncidentDeskOptions, startIncidentDesk } from './start.ts'
export type { DeskRecord, Journal } from './table.ts'
