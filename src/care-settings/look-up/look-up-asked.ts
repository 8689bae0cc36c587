import type { CareSetting } from '../care-setting.ts'
import type { careSettingsErrors } from '../errors.ts'

/** What decides how a look-up may be made. */
export type LookUpAsked = {
  /** The role's effective activities, included ones counted. */
  readonly activities: ReadonlySet<string>
  /** The care setting of the organisation acted for; absent when it is in no table. */
  readonly setting?: CareSetting
  /** Whether the caller declared the care as unscheduled; absent when nothing was declared. */
  readonly unscheduled?: boolean
}

export type LookUpRefusal = Exclude<keyof typeof careSettingsErrors, 'REFERENCE_INVALID'>

/** Each rule answers with the code of its refusal, or `undefined` when it has nothing against the look-up. */
export type LookUpRule = (asked: LookUpAsked) => LookUpRefusal | undefined
