import { defineErrors } from '../platform/index.ts'

export const programmeErrors = defineErrors({
  PROGRAMME_REGION_UNKNOWN: { status: 404, sentence: 'There is no such health region' },
  PROGRAMME_ICB_UNKNOWN: { status: 404, sentence: 'There is no such integrated care board' },
})
