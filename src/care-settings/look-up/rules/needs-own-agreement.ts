import type { LookUpRule } from '../look-up-asked.ts'

/** Its own agreement to use the service is in force; without a last day it goes on (health-side.md 4.5 step 2, 6.4). */
export const needsOwnAgreement: LookUpRule = ({ organisation, on }) => {
  const { agreementValidFrom: first, agreementValidTo: last } = organisation ?? {}
  const isInForce = first !== undefined && first <= on && (last === undefined || last >= on)
  return isInForce ? undefined : 'LOOK_UP_AGREEMENT_LAPSED'
}
