import type { CalendarDate } from '../platform/index.ts'
import type { OdsCode } from './ods-code.ts'

/** A local authority as others may know it. Phones are digits only; none where only an invented one is at hand. */
export type LocalAuthority = {
  /** The ODS code where it is known, else our own: `X-` and the DfE code. */
  readonly code: string
  readonly name: string
  readonly odsCode?: OdsCode
  /** The Department for Education's three digits. */
  readonly dfeCode?: string
  readonly gssCode?: string
  readonly mailboxId?: string
  readonly officePhone?: string
  readonly emergencyPhone?: string
  readonly invented: boolean
  /** First and last day of its being; no last day while it goes on. */
  readonly validFrom: CalendarDate
  readonly validTo?: CalendarDate
}
