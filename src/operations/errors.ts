import { defineErrors } from '../platform/index.ts'

export const operationsErrors = defineErrors({
  WATCH_MAILBOX_UNKNOWN: { status: 404, sentence: 'No local authority has this mailbox' },
  CASE_NOT_OPEN: { status: 404, sentence: 'There is no open case for this mailbox' },
  CASE_STEP_REFUSED: { status: 409, sentence: 'A case does not go that way' },
  LETTER_NOT_WRITTEN: { status: 404, sentence: 'No letter was written about this mailbox' },
  QUALITY_AUTHORITY_UNKNOWN: { status: 404, sentence: 'No local authority of today has this code' },
  INCIDENT_UNKNOWN: { status: 404, sentence: 'There is no incident of this number' },
  INCIDENT_INVALID: { status: 400, sentence: 'The incident is not complete' },
  INCIDENT_NAMES_CHILD: { status: 400, sentence: 'An incident may hold nothing about any child' },
  INCIDENT_STEP_REFUSED: { status: 409, sentence: 'An incident does not go that way' },
  INCIDENT_MINIMUM_MISSING: {
    status: 409,
    sentence: 'The service bridge takes no incident without its minimum data set',
  },
  INCIDENT_LINK_UNKNOWN: { status: 404, sentence: 'There is no such case or notice to link' },
  DESK_UNAVAILABLE: { status: 503, sentence: 'The service desk cannot be told now' },
  DESK_REFUSED: { status: 502, sentence: 'The service desk does not take the incident' },
  CONTACTS_INVALID: { status: 400, sentence: 'The file of contacts is not usable' },
})
