import { defineErrors } from '../platform/index.ts'

/** The refusals of a look-up in the order of the decision (health-side.md 4.5). */
export const careSettingsErrors = defineErrors({
  LOOK_UP_ORGANISATION_UNKNOWN: {
    status: 403,
    sentence: 'Your organisation is not registered to look up child protection information',
  },
  LOOK_UP_ORGANISATION_NOT_ONBOARDED: {
    status: 403,
    sentence: 'Your organisation has not joined Child Protection - Information Sharing yet',
  },
  LOOK_UP_DSPT_EXPIRED: {
    status: 403,
    sentence: 'Your organisation has no current Data Security and Protection Toolkit assessment',
  },
  LOOK_UP_AGREEMENT_LAPSED: {
    status: 403,
    sentence: "Your organisation's agreement to look up child protection information is not in force",
  },
  LOOK_UP_ACTIVITY_MISSING: {
    status: 403,
    sentence: 'Your role does not include viewing child protection information',
  },
  LOOK_UP_SETTING_UNKNOWN: {
    status: 403,
    sentence: "Your organisation's care setting is not one that looks up child protection information",
  },
  LOOK_UP_SETTING_CLOSED: {
    status: 403,
    sentence: 'Child protection information is not available in your care setting',
  },
  LOOK_UP_NOTIFYING_CODE_REFUSED: {
    status: 403,
    sentence: 'Your role tells the local authority of a look-up, which is not done in your care setting',
  },
  LOOK_UP_SILENT_CODE_REFUSED: {
    status: 403,
    sentence: 'Your role is for scheduled care only, and your care setting is not',
  },
  LOOK_UP_SETTING_SILENT_ONLY: {
    status: 403,
    sentence: 'In your care setting a look-up must be declared as scheduled, because the local authority is not told',
  },
  LOOK_UP_ACTIVITY_SILENT_ONLY: {
    status: 403,
    sentence: 'Your role is for scheduled care only and this look-up was not declared as scheduled',
  },
  REFERENCE_INVALID: { status: 500, sentence: 'A reference file cannot be used' },
})
