import { defineErrors } from '../../platform/index.ts'

export const siteErrors = defineErrors({
  SITE_SETTING_UNKNOWN: {
    status: 404,
    sentence: 'There is no such care setting, or a site is in more than one line of the report',
  },
  SITE_STEP_REFUSED: { status: 409, sentence: 'A site does not go that way' },
  SITE_REASON_MISSING: { status: 400, sentence: 'Going back, pausing and withdrawing need a reason' },
  SITE_NOT_READY: { status: 409, sentence: 'The site cannot go live yet' },
  SITE_BLOCKER_UNKNOWN: { status: 404, sentence: 'Nothing of this kind blocks the site' },
})
