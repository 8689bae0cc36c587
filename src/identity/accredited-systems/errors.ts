import { defineErrors } from '../../platform/index.ts'

/** What is refused of the author of a query over Spine. */
export const authorErrors = defineErrors({
  AUTHOR_UNKNOWN: { status: 403, sentence: 'The author of the query holds no role in the role directory' },
  AUTHOR_ROLE_NOT_HELD: { status: 403, sentence: 'The author of the query does not hold the role the query names' },
  AUTHOR_ROLE_UNCLEAR: {
    status: 403,
    sentence: 'The author of the query holds several roles that fit; the query must name the role profile',
  },
  AUTHOR_NOT_OF_SYSTEM: {
    status: 403,
    sentence: 'The author of the query is of an organisation the sending system is not accredited for',
  },
  AUTHOR_NOT_SIGNED_IN: { status: 403, sentence: 'The author of the query is not who signed in' },
  AUTHOR_SYSTEM_REFUSED: { status: 403, sentence: 'This system may not ask without a signed-in person' },
  AUTHOR_SYSTEM_DIFFERS: { status: 403, sentence: 'The author of the query is another system than the one that sends' },
})

export const accreditationErrors = defineErrors({
  ACCREDITED_SYSTEMS_INVALID: { status: 500, sentence: 'A file of accredited systems cannot be used' },
})
