import { defineErrors } from '../../platform/index.ts'

/** What the folder client cannot do, in words for whoever looks after it at the authority. */
export const folderClientErrors = defineErrors({
  FOLDER_CONFIGURATION_INVALID: { status: 500, sentence: 'meshclient.cfg is not usable' },
  FOLDER_CONTROL_INVALID: { status: 400, sentence: 'The control file cannot be read' },
  FOLDER_IN_USE: { status: 409, sentence: 'Another process works on the folder of this mailbox' },
  FOLDER_DISK_FULL: { status: 507, sentence: 'The disk is full; nothing was lost, and it is tried again' },
  FOLDER_FILE_INACCESSIBLE: { status: 500, sentence: 'A file or folder cannot be used' },
  FOLDER_LOG_UNREADABLE: { status: 404, sentence: 'The log cannot be read' },
})
