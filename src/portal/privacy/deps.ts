import type { NhsNumber } from '../../demographics/index.ts'
import type {
  Attendance,
  AttendanceReport,
  EnquiryRow,
  Reported,
  ReportedEntry,
  ReportRun,
} from '../../lookup/index.ts'

/** The use cases these pages work by, bound in `main`; each run of a report is audited before it is read. */
export type PrivacyDeps = {
  readonly activities: readonly string[]
  readonly patientAccess: (run: ReportRun, nhsNumber: NhsNumber) => Promise<Reported<ReportedEntry>>
  readonly userAccess: (run: ReportRun, userId: string) => Promise<Reported<ReportedEntry>>
  readonly enquiries: (run: ReportRun) => Promise<Reported<EnquiryRow>>
  readonly attendance: (run: ReportRun, attendances: readonly Attendance[]) => Promise<AttendanceReport>
  /** The names of these users as the role directory has them today, by user id; who is not in it has none. */
  readonly namesOf: (userIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
}
