import type { NhsNumber } from '../../demographics/index.ts'
import {
  type AuditReportDeps,
  auditedReport,
  cut,
  type Reported,
  type ReportedEntry,
  type ReportRun,
} from './report.ts'
import { type EnquiryRow, enquiriesOf, entriesOfPatient, entriesOfUser } from './store.ts'

/** Patient Access Report: who opened this patient, from whichever organisation (health-side.md 5.1). Throws AUDIT_REPORT_SPAN. */
export function patientAccessReport(
  deps: AuditReportDeps,
  run: ReportRun,
  nhsNumber: NhsNumber,
): Promise<Reported<ReportedEntry>> {
  return auditedReport(deps, { run, about: { report: 'patient-access', nhsNumber } }, async () =>
    cut(await entriesOfPatient(deps.db, nhsNumber, run.span)),
  )
}

/**
 * User Access Report: what this user did (health-side.md 5.1). Of what they did for another organisation than that of who
 * asks, the patient's number is kept back: it is that organisation's to look into (ours). Throws AUDIT_REPORT_SPAN.
 */
export function userAccessReport(
  deps: AuditReportDeps,
  run: ReportRun,
  userId: string,
): Promise<Reported<ReportedEntry>> {
  const own = run.actor.author.organisation.odsCode
  return auditedReport(deps, { run, about: { report: 'user-access', userId } }, async () =>
    cut((await entriesOfUser(deps.db, userId, run.span)).map(entry => ownOnly(entry, own))),
  )
}

function ownOnly(entry: ReportedEntry, own: string): ReportedEntry {
  if (entry.organisation === own) return entry
  const { nhsNumber: _, ...rest } = entry
  return rest
}

/** Patient Enquiries Report: who looked which numbers up, how often, in the organisation of who asks. Throws AUDIT_REPORT_SPAN. */
export function patientEnquiriesReport(deps: AuditReportDeps, run: ReportRun): Promise<Reported<EnquiryRow>> {
  const { odsCode } = run.actor.author.organisation
  return auditedReport(deps, { run, about: { report: 'patient-enquiries' } }, async () =>
    cut(await enquiriesOf(deps.db, odsCode, run.span)),
  )
}
