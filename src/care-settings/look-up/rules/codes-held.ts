import type { LookUpAsked } from '../look-up-asked.ts'

/** Which of the two codes that open child protection information a role holds (health-side.md 4.1). */
export function codesHeld({ activities }: Pick<LookUpAsked, 'activities'>): 'none' | 'B0107' | 'B0170' | 'both' {
  if (activities.has('B0107')) return activities.has('B0170') ? 'both' : 'B0107'
  return activities.has('B0170') ? 'B0170' : 'none'
}
