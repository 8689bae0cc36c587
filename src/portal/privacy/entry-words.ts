import type { ReportedEntry } from '../../lookup/index.ts'

const ACTIONS: Readonly<Record<string, string>> = {
  'look-up': 'Looked up',
  'look-up-repeated': 'Looked up, read again',
  'access-history': 'Read the access history',
  'policy-explained': 'Had a decision explained',
  encounter: 'Declared an attendance',
  'was-not-brought': 'Told that the child was not brought',
  'audit-report': 'Ran an audit report',
  'authority-child': 'Read their own record of the child',
  'nhs-number-shown': 'Had the NHS number shown',
  'authority-notice': 'Read a notice',
  'authority-page': 'Was refused a page',
  'session-begun': 'Signed in',
  'role-chosen': 'Chose a role',
  'session-ended': 'Signed out',
}

const OUTCOMES: Readonly<Record<string, string>> = {
  Known: 'shown: known',
  NotKnown: 'shown: not known',
  NotChecked: 'not checked',
  shown: 'shown',
  saved: 'saved as a file',
}

/** What was done; an action without words of its own stands as it is. */
export function actionWords({ action }: Pick<ReportedEntry, 'action'>): string {
  return ACTIONS[action] ?? action
}

/** What came of it, and whether the authority was told; a refusal is its code. */
export function outcomeWords({ outcome, mode }: Pick<ReportedEntry, 'outcome' | 'mode'>): string {
  const words = OUTCOMES[outcome] ?? (/^[A-Z_]+$/.test(outcome) ? `refused: ${outcome}` : outcome)
  return mode === 'silent' ? `${words}, in silence` : words
}

const DOORS: Readonly<Record<string, string>> = {
  fhir: 'FHIR API',
  hl7v3: 'HL7 v3',
  portal: 'these pages',
  cli: 'the command',
}

export function doorWords({ channel }: Pick<ReportedEntry, 'channel'>): string {
  return DOORS[channel] ?? channel
}

/** Who it was; whoever is not in the role directory any more has their id only. */
export function whoWords(userId: string | undefined, names: ReadonlyMap<string, string>): string {
  if (userId === undefined) return 'not known'
  const name = names.get(userId)
  return name === undefined ? userId : `${name} (${userId})`
}
