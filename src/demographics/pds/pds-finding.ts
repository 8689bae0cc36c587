import type { CalendarDate } from '../../platform/index.ts'
import type { NhsNumber } from '../nhs-number.ts'

/** What PDS holds about a person, so far as the register needs it. No address is ever kept. */
export type PdsPerson = {
  readonly nhsNumber: NhsNumber
  /** First and other given names; empty where PDS withholds them. */
  readonly given: readonly string[]
  readonly family?: string
  readonly birthDate?: CalendarDate
  /** U unrestricted, R restricted, V very restricted. */
  readonly security: 'U' | 'R' | 'V'
  readonly versionId: string
}

/** The answer of PDS about one number. `unavailable` is never the same as `unknown`. */
export type PdsFinding =
  | { readonly kind: 'current'; readonly person: PdsPerson }
  | { readonly kind: 'superseded'; readonly by: NhsNumber }
  | { readonly kind: 'invalidated' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }
