import type { LookUpRule } from '../look-up-asked.ts'

/** Its Data Security and Protection Toolkit assessment is current; none is no better than one expired (4.5 step 2). */
export const needsDspt: LookUpRule = ({ organisation, on }) => {
  const lastDay = organisation?.dsptValidTo
  return lastDay !== undefined && lastDay >= on ? undefined : 'LOOK_UP_DSPT_EXPIRED'
}
