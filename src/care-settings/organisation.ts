import type { CalendarDate } from '../platform/index.ts'
import type { OdsCode } from './ods-code.ts'

/** An organisation, or a site of one, whose people may ask. What a site has not of its own it has from its parent. */
export type Organisation = {
  readonly odsCode: OdsCode
  readonly name: string
  /** The code of its care setting. */
  readonly careSetting: string
  /** The organisation it is a site of on the day it was asked for. */
  readonly parent?: OdsCode
  /** The day it joined the service; absent: it has not. */
  readonly onboardedOn?: CalendarDate
  /** The last day of its Data Security and Protection Toolkit assessment. */
  readonly dsptValidTo?: CalendarDate
  /** First and last day of its own agreement to use the service. */
  readonly agreementValidFrom?: CalendarDate
  readonly agreementValidTo?: CalendarDate
  readonly invented: boolean
  readonly validFrom: CalendarDate
  readonly validTo?: CalendarDate
}
