import { defineErrors } from '../../src/platform/index.ts'

export const incidentDeskErrors = defineErrors({
  INCIDENT_DESK_REFUSED: { status: 500, sentence: 'The incident desk stand-in does not start in production' },
})
