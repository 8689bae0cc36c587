import { defineErrors } from '../platform/index.ts'

export const careSettingsErrors = defineErrors({
  LOOK_UP_ACTIVITY_MISSING: {
    status: 403,
    sentence: 'Your role does not include viewing child protection information',
  },
  LOOK_UP_SETTING_UNKNOWN: {
    status: 403,
    sentence: 'Your organisation is not registered to look up child protection information',
  },
  LOOK_UP_SETTING_CLOSED: {
    status: 403,
    sentence: 'Child protection information is not available in your care setting',
  },
  LOOK_UP_ACTIVITY_SILENT_ONLY: {
    status: 403,
    sentence: 'Your role is for scheduled care only and this look-up was not declared as scheduled',
  },
  LOOK_UP_SETTING_SILENT_ONLY: {
    status: 403,
    sentence: 'In your care setting a look-up must be declared as scheduled, because the local authority is not told',
  },
  REFERENCE_INVALID: { status: 500, sentence: 'A reference file cannot be used' },
})
