import { defineErrors } from '../../platform/index.ts'

/** What the pages for local authorities refuse, beside what the use cases behind them do. */
export const authorityPageErrors = defineErrors({
  AUTHORITY_UNKNOWN: { status: 403, sentence: 'The organisation of your role is no local authority of today' },
})
