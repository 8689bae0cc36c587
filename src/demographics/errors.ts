import { defineErrors } from '../platform/index.ts'

export const demographicsErrors = defineErrors({
  PDS_ANSWER_UNKNOWN: { status: 502, sentence: 'PDS answered in a way that is not known here' },
})
