import { defineErrors } from '../platform/index.ts'

export const demographicsErrors = defineErrors({
  PDS_ANSWER_UNKNOWN: { status: 502, sentence: 'PDS answered in a way that is not known here' },
  PDS_TOKEN_REFUSED: { status: 502, sentence: 'No access token for PDS was given' },
  PDS_TOKEN_UNAVAILABLE: { status: 503, sentence: 'The access token for PDS could not be asked for' },
  TRACE_INCOMPLETE: { status: 400, sentence: 'A trace needs a family name, a given name and a date of birth' },
})
