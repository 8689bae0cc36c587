import type { LookUpRule } from '../look-up-asked.ts'

/** The setting is in the table and not kept shut (health-side.md 2.1, 4.5 step 4). */
export const needsOpenSetting: LookUpRule = ({ setting }) => {
  if (setting === undefined) return 'LOOK_UP_SETTING_UNKNOWN'
  return setting.mode === 'none' ? 'LOOK_UP_SETTING_CLOSED' : undefined
}
