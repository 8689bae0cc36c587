export { type CalendarEntry, calendarEntries, calendarFeed } from './calendar/feed.ts'
export {
  type Milestone,
  type MilestoneRow,
  milestoneTable,
  setMilestone,
  settleMilestone,
} from './calendar/milestone.ts'
export * from './consultations/change-consultation.ts'
export { type CohortRow, cohortSettings, cohorts } from './consultations/cohort.ts'
export * from './consultations/consultation.ts'
export * from './consultations/consultation-page.ts'
export * from './consultations/engagement.ts'
export { consultationErrors } from './consultations/errors.ts'
export { type Cell, writeCsv } from './csv.ts'
export * from './dates/planned-date.ts'
export type { ProgrammeDeps, SettingsDeps } from './deps.ts'
export { programmeErrors } from './errors.ts'
export { type AgreementRow, agreementTable, signatureCounts } from './ig/agreement-table.ts'
export * from './ig/change-document.ts'
export * from './ig/document.ts'
export { igErrors } from './ig/errors.ts'
export { exportForGateway, type Imported, importFromGateway } from './ig/gateway-csv.ts'
export * from './ig/modes.ts'
export { type RollOutPolicy, readiness, type SettingReadiness } from './ig/readiness.ts'
export {
  type Asking,
  agreementDepsOf,
  approveImported,
  approveSignature,
  askForSignature,
  refuseSignature,
  type SignatureRequest,
} from './ig/signature.ts'
export { type Keyed, type Kind, readAll, readHistory, readOne } from './kinds/kind.ts'
export { exportLines, type Line, type Loaded, loadFile } from './load/load-file.ts'
export * from './mailings/mailing.ts'
export { writeReminders } from './mailings/reminders.ts'
export { ICBS, type Icb, icbNamed, readIcb } from './places/icbs.ts'
export { REGIONS, type Region, type RegionCode, readRegion, regionNamed } from './places/regions.ts'
export * from './sites/change-site.ts'
export { siteErrors } from './sites/errors.ts'
export * from './sites/positions.ts'
export * from './sites/site.ts'
export * from './sites/site-table.ts'
