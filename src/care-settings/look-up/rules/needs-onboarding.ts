import type { LookUpRule } from '../look-up-asked.ts'

/** The organisation has joined the service, itself or with the one it is a site of (health-side.md 4.5 step 2). */
export const needsOnboarding: LookUpRule = ({ organisation, on }) => {
  const day = organisation?.onboardedOn
  return day !== undefined && day <= on ? undefined : 'LOOK_UP_ORGANISATION_NOT_ONBOARDED'
}
