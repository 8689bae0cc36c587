import { defineErrors } from '../platform/index.ts'

export const operationsErrors = defineErrors({
  WATCH_MAILBOX_UNKNOWN: { status: 404, sentence: 'No local authority has this mailbox' },
  CASE_NOT_OPEN: { status: 404, sentence: 'There is no open case for this mailbox' },
  CASE_STEP_REFUSED: { status: 409, sentence: 'A case does not go that way' },
  LETTER_NOT_WRITTEN: { status: 404, sentence: 'No letter was written about this mailbox' },
  CONTACTS_INVALID: { status: 400, sentence: 'The file of contacts is not usable' },
})
