import { defineErrors } from '../../platform/index.ts'

export const archiveErrors = defineErrors({
  ARCHIVE_MONTH_INVALID: { status: 400, sentence: 'A month is written as 2026-01' },
  ARCHIVE_TOO_YOUNG: { status: 409, sentence: 'A month is archived when it is over for three months' },
  ARCHIVE_MONTH_NOT_THERE: { status: 404, sentence: 'The database holds no such month of the history' },
  ARCHIVE_NOT_AS_WRITTEN: { status: 409, sentence: 'The history is not as it was written; nothing of it is archived' },
  ARCHIVE_FOLDER_TAKEN: { status: 409, sentence: 'There is something at the place the archive was to be written to' },
  ARCHIVE_UNREADABLE: { status: 422, sentence: 'The archive is not whole, was changed, or is sealed under other keys' },
  ARCHIVE_NOT_AWAY: { status: 409, sentence: 'The month of this archive is not away, or was archived again since' },
  ARCHIVE_BUSY: { status: 409, sentence: 'Too much is going on to take a month out or in; try again' },
})
