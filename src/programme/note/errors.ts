import { defineErrors } from '../../platform/index.ts'

export const noteErrors = defineErrors({
  NOTE_PERIOD_INVALID: { status: 400, sentence: 'A period is a month, as 2023-06' },
  NOTE_UNKNOWN: { status: 404, sentence: 'There is no briefing note of this month' },
  NOTE_THERE: { status: 409, sentence: 'The briefing note of this month is begun already' },
  NOTE_SECTION_UNKNOWN: { status: 400, sentence: 'The briefing note has no such section' },
  NOTE_STEP_REFUSED: { status: 409, sentence: 'The briefing note does not go that way' },
  NOTE_FINDINGS_OPEN: { status: 409, sentence: 'Findings are open; mend them, or accept each with a reason' },
  NOTE_FINDING_UNKNOWN: { status: 404, sentence: 'The briefing note has no such finding' },
  NOTE_REASON_MISSING: { status: 400, sentence: 'This needs a reason' },
  NOTE_SECOND_PERSON_WANTED: { status: 403, sentence: 'Who reviewed the briefing note cannot approve it' },
  NOTE_NOT_PUBLISHED: { status: 404, sentence: 'The briefing note of this month is not published in this version' },
  PRIORITY_INVALID: { status: 400, sentence: 'The priority is not usable' },
  COMMITMENT_INVALID: { status: 400, sentence: 'The promise is not usable' },
  COMMITMENT_UNKNOWN: { status: 404, sentence: 'There is no such promise' },
})
