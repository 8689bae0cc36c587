import { defineErrors } from '../platform/index.ts'

/** The register's refused calls. A refused upload is no error: its answer says so, file and rows. */
export const registerErrors = defineErrors({
  REGISTER_UPLOAD_UNKNOWN: { status: 404, sentence: 'There is no such upload' },
  REGISTER_CHILD_UNKNOWN: { status: 404, sentence: 'Your authority holds no plan of such a child' },
  REGISTER_NUMBER_REPLACES_ITSELF: { status: 400, sentence: 'An NHS number cannot be replaced by itself' },
})
