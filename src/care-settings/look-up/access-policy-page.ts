import { careSettingsErrors } from '../errors.ts'
import {
  CELLS,
  CELLS_WHEN_REFUSED,
  DECLARATIONS,
  KINDS,
  ORGANISATION_STATES,
  type Outcome,
  ROLES,
  SETTINGS,
} from './access-policy.ts'
import { LOOK_UP_STEPS } from './decide-look-up.ts'
import type { LookUpRefusal } from './look-up-asked.ts'

/** The page `docs/reference/access-policy.md`, made from the table the tests run over. */
export function accessPolicyPage(): string {
  const parts = [
    '# Who may look a child up, and how',
    'Generated from `src/care-settings/look-up/access-policy.ts`, whose every cell is tried by a test. Renew it with ' +
      '`bin/cpis docs reference --write`.',
    '## The ten steps',
    'In this order; the first refusal wins (health-side.md 4.5). `bin/cpis policy explain` prints them for one case.',
    table(
      ['Step', 'Test', 'Taken by'],
      LOOK_UP_STEPS.map(step => [String(step.number), step.what, step.where]),
    ),
    '## The organisation',
    'Refused whatever the role, the setting and the declaration are, in this order. A site has what its parent has.',
    table(
      ['Organisation', 'Outcome'],
      Object.entries(ORGANISATION_STATES).map(([state, code]) => [state, code ?? 'as below']),
    ),
    '## The care setting',
    'Where **Plans** says `by agreement`, a plan is shown from 1 August 2023 on when its authority has signed a data ' +
      'sharing agreement that covers the care setting and has not lapsed, or when the organisation is an early adopter of ' +
      'the setting. Every other plan is withheld, and the answer names the authority that withholds it and its phones.',
    table(
      ['Care setting', 'Kind', 'Plans'],
      SETTINGS.map(({ code, kind, gate }) => [code, kind, PLANS[gate]]),
    ),
    '## Kind of setting, role and declaration',
    'What the caller declares of the care: unscheduled, nothing at all, or scheduled. **Standard** tells the local ' +
      'authority and enters the access history; **silent** does neither. `+` is a finding of the system audit. In a ' +
      'setting that is silent only nothing tells the authority that a young person came.',
    table(
      ['Kind', 'Role holds', ...DECLARATIONS.map(one => `Declared ${one}`)],
      KINDS.flatMap(kind => ROLES.map(role => [kind, role, ...CELLS[kind][role].map(said)])),
    ),
    '## By configuration',
    'What is `allowed` when nothing is set may be `refused`; the finding is made either way.',
    table(
      ['Setting', 'When `refused`'],
      Object.entries(CELLS_WHEN_REFUSED).map(([name, { kinds, role, row }]) => [
        `\`${name}\``,
        `${role} in a setting that is ${kinds.join(' or ')}: ${said(row[0])}`,
      ]),
    ),
    '## Refusals',
    table(
      ['Code', 'Sentence'],
      Object.entries(careSettingsErrors)
        .filter(([code]) => code.startsWith('LOOK_UP_'))
        .map(([code, { sentence }]) => [code, sentence]),
    ),
  ]
  return parts.join('\n\n') + '\n'
}

const PLANS = { open: 'all', 'by-agreement': 'by agreement', none: '-' } as const

const isRefusal = (outcome: Outcome['outcome']): outcome is LookUpRefusal => outcome.startsWith('LOOK_UP_')

function said({ outcome, findings = [] }: Outcome): string {
  const words = isRefusal(outcome) ? outcome : `**${outcome}**`
  return [words, ...findings.map(finding => `+ ${finding}`)].join(' ')
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}
