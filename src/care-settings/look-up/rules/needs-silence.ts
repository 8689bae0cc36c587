import type { LookUpRule } from '../look-up-asked.ts'
import { wantedMode } from './wanted-mode.ts'

/**
 * Where silence is enforced a standard look-up is impossible, whatever the role: telling the authority would tell that
 * the young person came (health-side.md 2.3, 4.5 step 6).
 */
export const needsSilence: LookUpRule = asked =>
  asked.setting?.enforced && wantedMode(asked) === 'standard' ? 'LOOK_UP_SETTING_SILENT_ONLY' : undefined
