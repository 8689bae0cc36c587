import { defineErrors } from '../../platform/index.ts'

export const journalErrors = defineErrors({
  JOURNAL_UNWRITABLE: { status: 503, sentence: 'The journal of messages cannot be written' },
  JOURNAL_UNREADABLE: { status: 422, sentence: 'The journal of messages was changed, or is sealed under other keys' },
  JOURNAL_NOT_KEPT: { status: 409, sentence: 'No journal of messages is kept: CPIS_JOURNAL_FOLDER is not set' },
})
