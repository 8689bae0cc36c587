export * from './about-subject.ts'
export * from './access.ts'
export { type Answering, answerInTransactions, answerOneByOne, answerTogether, TOGETHER } from './answering.ts'
export * from './ask-about-child.ts'
export { type Attendance, type AttendanceReport, attendanceReport } from './audit-reports/attendance-report.ts'
export { auditReportErrors } from './audit-reports/errors.ts'
export { patientAccessReport, patientEnquiriesReport, userAccessReport } from './audit-reports/national-reports.ts'
export {
  type AuditReportDeps,
  isReportable,
  type Reported,
  type ReportedEntry,
  type ReportRun,
  type ReportSpan,
} from './audit-reports/report.ts'
export type { CheckRow, EnquiryRow } from './audit-reports/store.ts'
export * from './declared/alert-authority.ts'
export * from './declared/declare-encounter.ts'
export * from './declared/declared.ts'
export * from './declared/errors.ts'
export { type LookupDeps, limitsOfStandby, limitsWithin } from './deps.ts'
export * from './foresee-answer.ts'
export * from './forget-requests.ts'
export * from './notice-orders.ts'
export * from './question.ts'
export * from './read-access-history.ts'
export * from './record-refusal.ts'
export { lookupRetention } from './retention.ts'
export { LOOKUP_SEALED } from './sealed-columns.ts'
export type { StandbyDeps } from './standby/answer-from-standby.ts'
export { openBeacon } from './standby/beacon.ts'
