import type { CalendarDate } from '../platform/index.ts'
import type { OdsCode } from './ods-code.ts'

/** An organisation whose people may ask. */
export type Organisation = {
  readonly odsCode: OdsCode
  readonly name: string
  /** The code of its care setting. */
  readonly careSetting: string
  readonly invented: boolean
  readonly validFrom: CalendarDate
  readonly validTo?: CalendarDate
}
