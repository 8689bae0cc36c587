import type { LookUpRule } from '../look-up-asked.ts'
import { codesHeld } from './codes-held.ts'

/**
 * A notifying role in a silent setting, or a silent role in a standard one, is let through or not by configuration; the
 * finding is made either way (health-side.md 2.1 and 4.5 step 6).
 */
export const keepsCodeOfSetting: LookUpRule = asked => {
  const codes = codesHeld(asked)
  const { notifyingCodeInSilentSetting, silentCodeInStandardSetting } = asked.settings
  if (codes === 'B0107' && asked.setting?.mode === 'silent' && notifyingCodeInSilentSetting === 'refused')
    return 'LOOK_UP_NOTIFYING_CODE_REFUSED'
  if (codes === 'B0170' && asked.setting?.mode === 'standard' && silentCodeInStandardSetting === 'refused')
    return 'LOOK_UP_SILENT_CODE_REFUSED'
  return undefined
}
