import { defineErrors } from '../../src/platform/index.ts'

export const pdsStandInErrors = defineErrors({
  PDS_STAND_IN_REFUSED: { status: 500, sentence: 'The PDS stand-in does not start in production' },
  PDS_STAND_IN_PEOPLE_INVALID: { status: 500, sentence: 'The people of the PDS stand-in do not fit together' },
  PDS_STAND_IN_PERSON_UNKNOWN: { status: 404, sentence: 'The PDS stand-in holds no such person' },
  PDS_STAND_IN_LOOP: { status: 409, sentence: 'A number cannot be superseded by one that leads back to it' },
})
