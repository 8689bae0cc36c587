import { defineErrors } from '../../platform/index.ts'

/** What the pages for clinicians refuse. */
export const clinicianErrors = defineErrors({
  CLINICIAN_TOO_MANY: {
    status: 429,
    sentence:
      'More children were looked up than one person or one place can treat in so short a time; wait ten minutes',
  },
  CLINICIAN_REQUEST_INVALID: {
    status: 400,
    sentence: 'The form was not sent as this page makes it; open the page again',
  },
})
