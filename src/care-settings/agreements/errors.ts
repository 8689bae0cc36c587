import { defineErrors } from '../../platform/index.ts'

/** Refusals of the administration of agreements; none of them can meet a look-up. */
export const agreementErrors = defineErrors({
  AGREEMENT_AUTHORITY_UNKNOWN: { status: 404, sentence: 'There is no such local authority on this day' },
  AGREEMENT_VERSION_UNKNOWN: { status: 404, sentence: 'There is no such version of the agreement on this day' },
  AGREEMENT_SETTING_NOT_COVERED: { status: 400, sentence: 'This version of the agreement covers other care settings' },
  AGREEMENT_UNKNOWN: { status: 404, sentence: 'There is no such agreement' },
  AGREEMENT_ROLE_MISSING: { status: 400, sentence: 'A signature needs the role of who signed' },
  AGREEMENT_ALREADY_SIGNED: { status: 409, sentence: 'This agreement is signed already' },
  AGREEMENT_ALREADY_LAPSED: { status: 409, sentence: 'This agreement has lapsed; offer a new one' },
  AGREEMENT_DAY_IMPOSSIBLE: {
    status: 400,
    sentence: 'The day is before the agreement was offered, or a signature in the future',
  },
})
