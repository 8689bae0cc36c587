import type { Finding, Gate, LookUpRefusal } from './look-up-asked.ts'

// The access policy as a table, written by hand: the tests try each of its cells against the decision, and the page
// docs/reference/access-policy.md is made from it (programme.md S-042).

/** What a cell says: the mode, or the code of the refusal, and the findings of the audit. */
export type Outcome = {
  readonly outcome: 'standard' | 'silent' | LookUpRefusal
  readonly findings?: readonly Finding[]
}

export const DECLARATIONS = ['unscheduled', 'nothing', 'scheduled'] as const
export type Declaration = (typeof DECLARATIONS)[number]

export const ROLES = ['neither', 'B0107', 'B0170', 'both'] as const
export type Role = (typeof ROLES)[number]

/** How an organisation stands: all but `ready` are refused whatever else is true. */
export const ORGANISATION_STATES = {
  unknown: 'LOOK_UP_ORGANISATION_UNKNOWN',
  'not onboarded': 'LOOK_UP_ORGANISATION_NOT_ONBOARDED',
  'DSPT expired': 'LOOK_UP_DSPT_EXPIRED',
  'agreement lapsed': 'LOOK_UP_AGREEMENT_LAPSED',
  ready: undefined,
} as const satisfies Record<string, LookUpRefusal | undefined>
export type OrganisationState = keyof typeof ORGANISATION_STATES

/** The kinds of care setting there are. `not in the table`: the organisation's setting is none of ours. */
export const KINDS = ['standard', 'silent', 'silent only', 'shut', 'not in the table'] as const
export type Kind = (typeof KINDS)[number]

const standard: Outcome = { outcome: 'standard' }
const silent: Outcome = { outcome: 'silent' }
const refused = (outcome: LookUpRefusal, ...findings: Finding[]): Outcome => ({ outcome, findings })
const noRole = refused('LOOK_UP_ACTIVITY_MISSING')
const shut = refused('LOOK_UP_SETTING_CLOSED')
const unlisted = refused('LOOK_UP_SETTING_UNKNOWN')
const found = (cell: Outcome, ...findings: Finding[]): Outcome => ({ ...cell, findings })

/** One row for a role: what it may when it declares unscheduled care, nothing, scheduled care. */
type Row = readonly [unscheduled: Outcome, nothing: Outcome, scheduled: Outcome]
const always = (cell: Outcome): Row => [cell, cell, cell]

const silentCodeRefused = refused('LOOK_UP_ACTIVITY_SILENT_ONLY', 'silent-code-in-standard-setting')
const onlySilentHere = refused('LOOK_UP_SETTING_SILENT_ONLY')

/** Every kind of setting, role and declaration, for an organisation that is ready; configuration as it comes. */
export const CELLS: Readonly<Record<Kind, Readonly<Record<Role, Row>>>> = {
  standard: {
    neither: always(noRole),
    B0107: [standard, standard, found(silent, 'mode-not-of-setting')],
    B0170: [
      silentCodeRefused,
      silentCodeRefused,
      found(silent, 'silent-code-in-standard-setting', 'mode-not-of-setting'),
    ],
    both: [
      found(standard, 'both-codes'),
      found(standard, 'both-codes'),
      found(silent, 'both-codes', 'mode-not-of-setting'),
    ],
  },
  silent: {
    neither: always(noRole),
    B0107: [
      found(standard, 'notifying-code-in-silent-setting', 'mode-not-of-setting'),
      found(standard, 'notifying-code-in-silent-setting', 'mode-not-of-setting'),
      found(silent, 'notifying-code-in-silent-setting'),
    ],
    B0170: [refused('LOOK_UP_ACTIVITY_SILENT_ONLY'), refused('LOOK_UP_ACTIVITY_SILENT_ONLY'), silent],
    both: [
      found(standard, 'both-codes', 'mode-not-of-setting'),
      found(standard, 'both-codes', 'mode-not-of-setting'),
      found(silent, 'both-codes'),
    ],
  },
  'silent only': {
    neither: always(noRole),
    B0107: [
      found(onlySilentHere, 'notifying-code-in-silent-setting'),
      found(onlySilentHere, 'notifying-code-in-silent-setting'),
      found(silent, 'notifying-code-in-silent-setting'),
    ],
    B0170: [onlySilentHere, onlySilentHere, silent],
    both: [found(onlySilentHere, 'both-codes'), found(onlySilentHere, 'both-codes'), found(silent, 'both-codes')],
  },
  shut: { neither: always(noRole), B0107: always(shut), B0170: always(shut), both: always(found(shut, 'both-codes')) },
  'not in the table': {
    neither: always(noRole),
    B0107: always(unlisted),
    B0170: always(unlisted),
    both: always(found(unlisted, 'both-codes')),
  },
}

/** Rows that another configuration puts in the place of those above. */
export const CELLS_WHEN_REFUSED = {
  CPIS_B0107_IN_SILENT_SETTING: {
    kinds: ['silent', 'silent only'],
    role: 'B0107',
    row: always(refused('LOOK_UP_NOTIFYING_CODE_REFUSED', 'notifying-code-in-silent-setting')),
  },
  CPIS_B0170_IN_STANDARD_SETTING: {
    kinds: ['standard'],
    role: 'B0170',
    row: always(refused('LOOK_UP_SILENT_CODE_REFUSED', 'silent-code-in-standard-setting')),
  },
} as const satisfies Record<string, { kinds: readonly Kind[]; role: Role; row: Row }>

/** A care setting of health-side.md 2.1 in the table, and how its plans are opened from 1 August 2023. */
export type SettingRow = { readonly code: string; readonly kind: Kind; readonly gate: Gate | 'none' }

const rows = (kind: Kind, gate: SettingRow['gate'], ...codes: string[]): SettingRow[] =>
  codes.map(code => ({ code, kind, gate }))

export const SETTINGS: readonly SettingRow[] = [
  ...rows('standard', 'open', 'emergency-department', 'minor-injury-unit', 'walk-in-centre'),
  ...rows('standard', 'open', 'urgent-treatment-centre', 'gp-out-of-hours', 'nhs-111', 'ambulance'),
  ...rows('standard', 'open', 'maternity', 'paediatric-ward'),
  ...rows('silent', 'by-agreement', 'gp-in-hours', 'camhs', 'school-nursing', 'health-visiting'),
  ...rows('silent', 'by-agreement', 'community-paediatrics', 'dentistry', 'emergency-dentistry'),
  ...rows('silent only', 'by-agreement', 'sarc', 'termination-of-pregnancy'),
  ...rows('shut', 'none', 'contraception-sti', 'adult-mental-health', 'other-outpatients', 'pharmacy'),
  ...rows('shut', 'none', 'optometry', 'social-care-provider', 'local-authority', 'x-national-service'),
  ...rows('not in the table', 'none', 'any other'),
]
