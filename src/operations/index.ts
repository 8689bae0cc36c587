export type { AlarmSettings, WatchedCertificate } from './alarms/alarm.ts'
export { raiseAlarms } from './alarms/raise-alarms.ts'
export { advanceCase, noteOnCases, type StepByHand } from './cases/advance-case.ts'
export { CASE_STATES, type CaseCause, type CaseState, type OpenCase, STEPS } from './cases/case.ts'
export type { CaseEvent, ExpiredNotice } from './cases/store.ts'
export {
  type ContactChange,
  type ContactGroup,
  changeContacts,
  readContactGroup,
} from './contacts/change-contacts.ts'
export type { ContactEvent } from './contacts/event-store.ts'
export { keepContacts, readContacts } from './contacts/keep-contacts.ts'
export type { Contact } from './contacts/store.ts'
export { causeWords } from './data-quality/cause-words.ts'
export { deliverQualityLetters, makeQualityReports, type QualityDeps } from './data-quality/make-reports.ts'
export * from './data-quality/quality.ts'
export { causesCsv, nationalCsv, trendCsv } from './data-quality/quality-csv.ts'
export { authorityQuality, nationalQuality } from './data-quality/read-quality.ts'
export type { OperationsDeps, OperationsSettings } from './deps.ts'
export { type Desk, type DeskTicket, descriptionOf, ticketOf } from './desk/desk.ts'
export { mailDesk, ticketText } from './desk/mail-desk.ts'
export { tellDesk } from './desk/tell-desk.ts'
export { operationsErrors } from './errors.ts'
export {
  advanceIncident,
  closeIncident,
  type IncidentNote,
  linkToIncident,
  noteOnIncident,
} from './incidents/change-incident.ts'
export * from './incidents/incident.ts'
export { refuseChild } from './incidents/no-child.ts'
export { type NewIncident, openIncidentByHand } from './incidents/open-incident.ts'
export { incidentsCsv, listIncidents, showIncident } from './incidents/read-incidents.ts'
export { deliverLetters } from './letters/deliver-letters.ts'
export type { Mail, MailPort } from './letters/mail.ts'
export { readLetter } from './letters/read-letter.ts'
export type { Letter } from './letters/store.ts'
export { operationsRetention } from './retention.ts'
export { type Door, type Minutes, openMinutes } from './service-levels/minutes.ts'
export {
  ANSWER_WITHIN_MS,
  type Burn,
  countNoticesByMinute,
  OBJECTIVES,
  type ServiceLevel,
  type ServiceLevels,
  serviceLevels,
} from './service-levels/service-levels.ts'
export { operationsSettings } from './settings.ts'
export {
  type ComponentStatus,
  lookUpsOfDays,
  type PublicIncident,
  readStatus,
  type Status,
  statusUnread,
} from './status/status.ts'
export { type ShownStatus, statusAtom, statusText } from './status/status-feeds.ts'
export {
  LOOK_UP_DAYS,
  type MatchedDay,
  nationalTrend,
  readTrends,
  TREND_DAYS,
  type Trends,
} from './trends/trends.ts'
export type { Connection, MessageAge } from './watch/clocks.ts'
export type { MailboxReport, Span } from './watch/facts.ts'
export { type Pause, pauseWatch } from './watch/pause-watch.ts'
export { type Reporting, refreshStates, runWatch, watchWhenDue } from './watch/run-watch.ts'
export type { MailboxState, WatchRun } from './watch/store.ts'
export { type CaseStory, caseStories, type WatchRow, type WatchTable, watchTable } from './watch/watch-table.ts'
