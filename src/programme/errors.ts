import { defineErrors } from '../platform/index.ts'

export const programmeErrors = defineErrors({
  PROGRAMME_REGION_UNKNOWN: { status: 404, sentence: 'There is no such health region' },
  PROGRAMME_ICB_UNKNOWN: { status: 404, sentence: 'There is no such integrated care board' },
  PROGRAMME_DATE_UNREADABLE: { status: 400, sentence: 'This is no date that can be planned by' },
  PROGRAMME_DAY_AHEAD: { status: 400, sentence: 'A day that is to come cannot be entered as one that was' },
  PROGRAMME_KEY_TAKEN: { status: 409, sentence: 'There is one of this name already' },
  PROGRAMME_KEY_UNKNOWN: { status: 404, sentence: 'The programme knows nothing of this name' },
  PROGRAMME_ENTRY_INVALID: { status: 400, sentence: 'What was entered is not usable' },
  PROGRAMME_NAMES_A_CHILD: {
    status: 400,
    sentence: 'The programme holds nothing about any child, and this looks like an NHS number',
  },
  PROGRAMME_FILE_INVALID: { status: 400, sentence: 'The file is not usable, and nothing of it was taken over' },
})
