import type { Mode } from '../../care-setting.ts'
import type { LookUpAsked } from '../look-up-asked.ts'

/** Only care declared as scheduled is silent; saying nothing counts as unscheduled (fhir-api.md 4.2 steps 8 and 9). */
export function wantedMode({ unscheduled }: LookUpAsked): Mode {
  return unscheduled === false ? 'silent' : 'standard'
}
