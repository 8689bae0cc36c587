import { defineErrors } from '../../platform/index.ts'

export const backupErrors = defineErrors({
  BACKUP_FOLDER_TAKEN: { status: 409, sentence: 'There is something at the place the copy was to be written to' },
  BACKUP_UNREADABLE: { status: 422, sentence: 'The copy is not whole, was changed, or is sealed under other keys' },
  BACKUP_NEWER: { status: 409, sentence: 'The copy was made by a newer version of this program' },
  BACKUP_TARGET_NOT_EMPTY: { status: 409, sentence: 'A copy is restored into an empty database only' },
  BACKUP_DIFFERS: { status: 500, sentence: 'What was restored is not what the copy says' },
})
