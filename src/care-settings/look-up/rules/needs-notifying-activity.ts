import type { LookUpRule } from '../look-up-asked.ts'
import { wantedMode } from './wanted-mode.ts'

/**
 * A standard look-up needs B0107. Who has B0170 alone is refused, neither quietly silenced nor quietly notified
 * (fhir-api.md 4.2 step 9).
 */
export const needsNotifyingActivity: LookUpRule = asked =>
  wantedMode(asked) === 'standard' && !asked.activities.has('B0107') ? 'LOOK_UP_ACTIVITY_SILENT_ONLY' : undefined
