import { defineErrors } from '../../platform/index.ts'

/** What can stand in the way of a session on the pages. */
export const sessionErrors = defineErrors({
  SESSION_SIGN_IN_UNKNOWN: {
    status: 400,
    sentence: 'This sign-in was not begun in this browser, or too long ago',
  },
  SESSION_ENDED_AT_CIS2: { status: 401, sentence: 'CIS2 ended this sign-in' },
  SESSION_ACCOUNT_CLOSED: { status: 403, sentence: 'The account is closed' },
  SESSION_ROLE_NOT_HELD: { status: 403, sentence: 'The role is not one you hold today' },
})
