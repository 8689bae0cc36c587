import { defineErrors } from '../../platform/index.ts'

export const backupErrors = defineErrors({
  BACKUP_FOLDER_TAKEN: { status: 409, sentence: 'There is something at the place the copy was to be written to' },
  BACKUP_UNREADABLE: { status: 422, sentence: 'The copy is not whole, was changed, or is sealed under other keys' },
  BACKUP_PARTIAL: { status: 500, sentence: 'Whoever makes the copy does not see every row' },
  BACKUP_NEWER: { status: 409, sentence: 'The copy was made by a newer version of this program' },
  BACKUP_TARGET_NOT_EMPTY: { status: 409, sentence: 'A copy is restored into an empty database only' },
  BACKUP_MAILBOX_IN_USE: {
    status: 409,
    sentence:
      'A worker empties the mailbox at this moment; stop it, or wait until it has seen that the database is closed',
  },
  BACKUP_PDS_AWAY: {
    status: 503,
    sentence: 'PDS could not be asked: what was applied stays applied, run it again for the rest',
  },
  BACKUP_NOT_CLOSED: { status: 409, sentence: 'The database is not marked as restored: there is nothing to reopen' },
  BACKUP_DIFFERS: { status: 500, sentence: 'What was restored is not what the copy says' },
})
