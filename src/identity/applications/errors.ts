import { defineErrors } from '../../platform/index.ts'

/** What the administration of applications and accounts refuses. */
export const administrationErrors = defineErrors({
  APPLICATION_UNKNOWN: { status: 404, sentence: 'There is no application with this client id' },
  APPLICATION_KEYS_INVALID: { status: 400, sentence: 'The keys of the application cannot be used' },
  APPLICATIONS_INVALID: { status: 500, sentence: 'The file of applications cannot be used' },
  USER_ID_INVALID: { status: 400, sentence: 'A user id has 12 digits' },
  TOKEN_ISSUE_REFUSED: { status: 403, sentence: 'Tokens are issued by hand on a laptop and in tests only' },
})
