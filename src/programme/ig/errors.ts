import { defineErrors } from '../../platform/index.ts'

export const igErrors = defineErrors({
  IG_STEP_REFUSED: { status: 409, sentence: 'This does not go that way' },
  IG_SECOND_PERSON_WANTED: { status: 403, sentence: 'Somebody else must approve what one person asked for' },
  IG_GATEWAY_FILE_INVALID: {
    status: 400,
    sentence: 'The file of the gateway is not usable, and nothing of it was taken over',
  },
})
