import type { CalendarDate } from '../../platform/index.ts'
import type { CareSetting } from '../care-setting.ts'
import type { careSettingsErrors } from '../errors.ts'
import type { Organisation } from '../organisation.ts'
import type { PolicySettings } from '../settings.ts'

/** Who asks, as much of it as decides how. An actor of `identity` is one. */
export type Asker = {
  readonly author: { readonly organisation: { readonly odsCode: string } }
  /** The role's effective activities, included ones counted. */
  readonly activities: ReadonlySet<string>
}

/** Everything that decides how a look-up may be made. */
export type LookUpAsked = {
  /** The day in England. */
  readonly on: CalendarDate
  readonly activities: ReadonlySet<string>
  /** The organisation acted for; absent when it is not known on this day. */
  readonly organisation?: Organisation
  /** Its care setting; absent when that is in no table on this day. */
  readonly setting?: CareSetting
  readonly isEarlyAdopter: boolean
  /** Whether the caller declared the care as unscheduled; absent when nothing was declared. */
  readonly unscheduled?: boolean
  readonly settings: PolicySettings
}

export type LookUpRefusal = Exclude<keyof typeof careSettingsErrors, 'REFERENCE_INVALID'>

/** Each rule answers with the code of its refusal, or `undefined` when it has nothing against the look-up. */
export type LookUpRule = (asked: LookUpAsked) => LookUpRefusal | undefined

/**
 * What the system audit is told of a look-up that is odd, whether it was allowed or not (health-side.md 2.1, hazards
 * H5 and H6): a role that notifies in a setting that does not, the reverse, a role with both codes (4.1), and a look-up
 * in the mode that is not the setting's.
 */
export type Finding =
  | 'notifying-code-in-silent-setting'
  | 'silent-code-in-standard-setting'
  | 'both-codes'
  | 'mode-not-of-setting'

/** `by-agreement`: only plans of authorities whose agreement covers the care setting are shown. */
export type Gate = 'open' | 'by-agreement'
