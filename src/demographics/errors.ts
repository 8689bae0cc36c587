import { defineErrors } from '../platform/index.ts'

export const demographicsErrors = defineErrors({
  PDS_ANSWER_UNKNOWN: { status: 502, sentence: 'PDS answered in a way that is not known here' },
  PDS_TOKEN_REFUSED: { status: 502, sentence: 'No access token for PDS was given' },
  PDS_TOKEN_UNAVAILABLE: { status: 503, sentence: 'The access token for PDS could not be asked for' },
  SEARCH_INCOMPLETE: { status: 400, sentence: 'A search needs a surname, a gender and a date of birth' },
  SEARCH_TOO_WIDE: { status: 400, sentence: 'A surname with an asterisk needs three letters at least' },
  SEARCH_RANGE_INVALID: { status: 400, sentence: 'The last date of birth lies before the first' },
  TRACE_INCOMPLETE: { status: 400, sentence: 'A trace needs a family name, a given name and a date of birth' },
})
