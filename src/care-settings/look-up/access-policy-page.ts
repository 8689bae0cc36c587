import { careSettingsErrors } from '../errors.ts'
import {
  CELLS,
  CELLS_WHEN_REFUSED,
  DECLARATIONS,
  ORGANISATION_STATES,
  type Outcome,
  ROLES,
  SETTINGS,
} from './access-policy.ts'
import { LOOK_UP_STEPS } from './decide-look-up.ts'
import type { LookUpRefusal } from './look-up-asked.ts'

/** The page `docs/reference/access-policy.md`, made from the table the tests run over. */
export function accessPolicyPage(): string {
  return [
    '# Who may look a child up, and how',
    'Made from `src/care-settings/look-up/access-policy.ts`, whose every cell is tried by a test; renewed by ' +
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
    '## Role, care setting and declaration',
    '**Declared** is what the caller says of the care: unscheduled, nothing at all, or scheduled. ' +
      '**Standard** tells the local authority and enters the access history; **silent** does neither. ' +
      '`+` is a finding of the system audit. `sarc` and `termination-of-pregnancy` are silent only: nothing tells the ' +
      'authority that a young person came.',
    ...ROLES.filter(role => role !== 'neither').flatMap(role => [`### ${TITLES[role]}`, tableOf(role)]),
    'A role with neither code is refused LOOK_UP_ACTIVITY_MISSING everywhere.',
    '## By configuration',
    'What is `allowed` when nothing is set may be `refused`; the finding is made either way.',
    table(
      ['Setting', 'When `refused`'],
      Object.entries(CELLS_WHEN_REFUSED).map(([name, { kinds, role, row }]) => [
        `\`${name}\``,
        `${role} in a setting that is ${kinds.join(' or ')}: ${said(row[0])}`,
      ]),
    ),
    '## Which plans are open',
    'Where **Plans** says `by agreement`, a plan is shown from 1 August 2023 on when its authority has signed a data ' +
      'sharing agreement that covers the care setting and has not lapsed, or when the organisation is an early adopter of ' +
      'the setting. Every other plan is withheld, and the answer names the authority that withholds it and its phones.',
    '## Refusals',
    table(
      ['Code', 'Sentence'],
      Object.entries(careSettingsErrors)
        .filter(([code]) => code.startsWith('LOOK_UP_'))
        .map(([code, { sentence }]) => [code, sentence]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

const TITLES = { B0107: 'B0107', B0170: 'B0170', both: 'Both B0107 and B0170' } as const

function tableOf(role: keyof typeof TITLES): string {
  return table(
    ['Care setting', 'Kind', 'Plans', ...DECLARATIONS.map(one => `Declared ${one}`)],
    SETTINGS.map(({ code, kind, gate }) => [
      code,
      kind,
      gate === 'by-agreement' ? 'by agreement' : gate === 'open' ? 'all' : '-',
      ...CELLS[kind][role].map(said),
    ]),
  )
}

const isRefusal = (outcome: Outcome['outcome']): outcome is LookUpRefusal => outcome.startsWith('LOOK_UP_')

function said({ outcome, findings = [] }: Outcome): string {
  const words = isRefusal(outcome) ? outcome : `**${outcome}**`
  return [words, ...findings.map(finding => `+ ${finding}`)].join(' ')
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}
