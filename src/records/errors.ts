import { defineErrors } from '../platform/index.ts'

export const recordsErrors = defineErrors({
  RETENTION_RULES_INVALID: { status: 500, sentence: 'The periods of retention are not usable' },
  EXEMPTIONS_INVALID: { status: 500, sentence: 'The table of exemptions is not usable' },
  HOLD_UNKNOWN: { status: 404, sentence: 'There is no such hold, or it was lifted' },
  HOLD_LIFT_NOT_ASKED: { status: 409, sentence: 'Nobody has asked for this hold to be lifted' },
  ERASURE_UNKNOWN: { status: 404, sentence: 'There is no such request to erase, or it was decided' },
  ERASURE_INVALID: { status: 400, sentence: 'What is to be erased is an entry or a child, and why' },
  ERASURE_HELD: { status: 409, sentence: 'Records of this child are held and may not be erased' },
  RECORDS_SECOND_PERSON_WANTED: {
    status: 403,
    sentence: 'Somebody else must agree: what is deleted does not come back',
  },
  SUBJECT_REQUEST_INVALID: { status: 400, sentence: 'The request to see records is not complete' },
})
