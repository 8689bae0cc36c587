import type { Mode } from '../care-setting.ts'
import type { LookUpAsked, LookUpRefusal, LookUpRule } from './look-up-asked.ts'
import { needsActivity } from './needs-activity.ts'
import { needsNotifyingActivity } from './needs-notifying-activity.ts'
import { needsOpenSetting } from './needs-open-setting.ts'
import { needsSilence } from './needs-silence.ts'
import { wantedMode } from './wanted-mode.ts'

export type LookUpMode =
  | {
      readonly allowed: true
      readonly mode: Mode
      /** False when the setting's custom is the other mode: the caller notes that in the audit (health-side.md 2.1). */
      readonly asSetting: boolean
    }
  | { readonly allowed: false; readonly code: LookUpRefusal }

/** In this order; the first refusal wins (health-side.md 4.5 steps 3, 4 and 6). */
const RULES: readonly LookUpRule[] = [needsActivity, needsOpenSetting, needsSilence, needsNotifyingActivity]

/**
 * Whether a look-up may be made, and in which mode. A refusal is a code of `careSettingsErrors`. Nothing about the child
 * is asked: the answer is the same whether or not a plan exists (fhir-api.md 4.2 steps 8 and 9).
 */
export function lookUpMode(asked: LookUpAsked): LookUpMode {
  for (const rule of RULES) {
    const code = rule(asked)
    if (code !== undefined) return { allowed: false, code }
  }
  const mode = wantedMode(asked)
  return { allowed: true, mode, asSetting: asked.setting?.mode === mode }
}
