import { defineErrors } from '../../platform/index.ts'

export const icbErrors = defineErrors({
  ICB_NOT_ENGAGED: { status: 404, sentence: 'This board has not expressed its interest' },
  ICB_STAGE_UNKNOWN: { status: 400, sentence: 'There is no such stage of working with a board' },
  ICB_STEP_REFUSED: { status: 409, sentence: 'Working with a board does not go that way' },
  ICB_STEP_TOO_EARLY: { status: 409, sentence: 'The board is not ready for this stage; what is missing' },
  ICB_REASON_MISSING: { status: 400, sentence: 'Going back to an earlier stage needs a reason' },
  ICB_ENTRY_INVALID: { status: 400, sentence: 'What was said of the board is not usable' },
  ICB_TRANSFER_TOO_EARLY: { status: 409, sentence: 'Responsibility passes to boards from April 2024' },
  INTEREST_INVALID: { status: 400, sentence: 'The expression of interest is not usable' },
})
