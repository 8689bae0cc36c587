import type { LookUpRule } from '../look-up-asked.ts'

/** The organisation is known and there on this day (health-side.md 4.5 step 2). */
export const needsOrganisation: LookUpRule = ({ organisation }) =>
  organisation === undefined ? 'LOOK_UP_ORGANISATION_UNKNOWN' : undefined
