import { defineErrors } from '../../platform/index.ts'

/** What cannot be declared. Both limits of time are ours: no source gives any. */
export const lookupErrors = defineErrors({
  ENCOUNTER_TIME_INVALID: {
    status: 400,
    sentence: 'The encounter lies in the future or more than 24 hours back',
  },
  ALERT_TIME_INVALID: {
    status: 400,
    sentence: 'The appointment lies in the future or more than 90 days back',
  },
  ALERT_SETTING_NOT_SILENT: {
    status: 403,
    sentence:
      'A local authority is told that a child was not brought from scheduled care only; your look-ups tell it of themselves',
  },
  ALERT_SETTING_CONFIDENTIAL: {
    status: 403,
    sentence:
      'From your care setting the service tells a local authority nothing. Decide by your local safeguarding procedure whether to, and phone it',
  },
})
