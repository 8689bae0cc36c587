import { defineErrors } from '../../src/platform/index.ts'

export const cis2StandInErrors = defineErrors({
  CIS2_STAND_IN_REFUSED: { status: 500, sentence: 'The stand-in for CIS2 does not run in production' },
  CIS2_SIGN_IN_FAILED: { status: 502, sentence: 'The sign-in at CIS2 did not succeed' },
  TOKEN_EXCHANGE_FAILED: { status: 502, sentence: 'The token endpoint gave no token' },
})
