import { defineSettings, oneOf } from '../platform/index.ts'

/** What to do where a role's code is not of the setting's kind; no national source says (health-side.md 2.1, 4.5). */
export type PolicySettings = {
  readonly notifyingCodeInSilentSetting: 'allowed' | 'refused'
  readonly silentCodeInStandardSetting: 'allowed' | 'refused'
}

const choice = oneOf('allowed', 'refused')

/** The settings of a process that decides about look-ups, for `readSettings`. Both defaults are ours. */
export const policySettings = defineSettings({
  notifyingCodeInSilentSetting: {
    name: 'CPIS_B0107_IN_SILENT_SETTING',
    what: 'whether a role with B0107 alone may look up in a silent care setting: allowed or refused',
    fallback: 'allowed',
    read: choice,
  },
  silentCodeInStandardSetting: {
    name: 'CPIS_B0170_IN_STANDARD_SETTING',
    what: 'whether a role with B0170 alone may look up in a standard care setting: allowed or refused',
    fallback: 'allowed',
    read: choice,
  },
})
