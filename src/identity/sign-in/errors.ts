import { defineErrors } from '../../platform/index.ts'

/** What signing in at CIS2 can come to, other than a sign-in. */
export const signInErrors = defineErrors({
  SIGN_IN_FAILED: { status: 400, sentence: 'The sign-in at CIS2 did not succeed' },
  SIGN_IN_TOO_OLD: { status: 401, sentence: 'The sign-in at CIS2 is too long ago' },
  SIGN_IN_TOO_WEAK: { status: 403, sentence: 'The sign-in at CIS2 was by a way that is not strong enough' },
  SIGN_IN_UNAVAILABLE: { status: 503, sentence: 'CIS2 cannot be reached' },
})
