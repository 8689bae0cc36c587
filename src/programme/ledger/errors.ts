import { defineErrors } from '../../platform/index.ts'

export const ledgerErrors = defineErrors({
  PROGRAMME_CHANGED_MEANWHILE: { status: 409, sentence: 'Somebody else changed this meanwhile; look again' },
  PROGRAMME_AUTHOR_MISSING: { status: 400, sentence: 'Every change names who made it' },
})
