import { defineErrors } from '../../platform/index.ts'

export const consultationErrors = defineErrors({
  CONSULTATION_STEP_REFUSED: { status: 409, sentence: 'A consultation does not go that way' },
  CONSULTATION_NOT_INVITED: { status: 409, sentence: 'Only who was invited can reply, and only after it opened' },
  CONSULTATION_EFFECT_REFUSED: { status: 409, sentence: 'This cannot be decided so' },
})
