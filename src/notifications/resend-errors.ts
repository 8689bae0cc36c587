import { defineErrors } from '../platform/index.ts'

export const resendErrors = defineErrors({
  NOTICE_UNKNOWN: { status: 404, sentence: 'There is no such notice' },
  NOTICE_NOT_EXPIRED: { status: 409, sentence: 'Only a notice that MESH gave up is sent again' },
})
