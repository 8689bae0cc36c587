import type { LookUpRule } from '../look-up-asked.ts'

/** Without B0107 or B0170 nothing is shown, not even that a plan exists (health-side.md 4.5 step 3). */
export const needsActivity: LookUpRule = ({ activities }) =>
  activities.has('B0107') || activities.has('B0170') ? undefined : 'LOOK_UP_ACTIVITY_MISSING'
