import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../platform/index.ts'

// docs/assurance: what is promised and what may go wrong, each with the test that proves it. The data are written by
// hand; a test holds every proof against the tests there are.

/** A test that proves something: its file, and the beginning of its title. */
export type Proof = { readonly file: string; readonly test: string }

/** A hazard, its cause, and what is done against it. Severity and likelihood are the safety officer's to give. */
export type Hazard = {
  readonly id: string
  readonly hazard: string
  readonly cause: string
  readonly controls: readonly { readonly control: string; readonly proofs: readonly Proof[] }[]
  /** What remains for an organisation to do. */
  readonly left?: string
}

/** Who sees whether a promise is kept: each change, each night, before a release, or live use only. */
export type Gate = 'change' | 'night' | 'release' | 'live'

/** A promise with its proofs, or the reason why only live use, or people, can show it. */
export type Promised = {
  readonly id: string
  readonly promise: string
  readonly gates: readonly Gate[]
  readonly proofs: readonly Proof[]
  readonly reason?: string
}

/** A clause of a standard: the proofs, or where it is met in the code, or why it does not apply or is not ours. */
export type Clause = {
  readonly id: string
  readonly asks: string
  readonly proofs?: readonly Proof[]
  readonly code?: string
  readonly reason?: string
}

const read = <T>(name: string): T =>
  JSON.parse(fs.readFileSync(path.join(PROJECT_FOLDER, 'docs/assurance', `${name}.json`), 'utf8'))

export const hazards = (): readonly Hazard[] => read('hazards')
export const promises = (): readonly Promised[] => read('promises')
export const clauses = (): readonly Clause[] => read('asvs')

const GENERATED = (name: string) =>
  `Made from \`${name}.json\`; a test compares, and holds every proof against the tests there are. Renew it with \`bin/cpis docs reference --write\`.`

const proofText = ({ file, test }: Proof) => `\`${file}\`: ${cell(test)}`
const proofList = (proofs: readonly Proof[]) => proofs.map(proofText).join('<br>')
const cell = (text: string) => text.replaceAll('|', '\\|')

function hazardPage(): string {
  const sections = hazards().map(({ id, hazard, cause, controls, left }) => {
    const rows = controls.map(({ control, proofs }) => `| ${cell(control)} | ${proofList(proofs)} |`)
    const table = `| Control | Proof |\n| --- | --- |\n${rows.join('\n')}\n`
    return `## ${id}: ${hazard}\n\nCause: ${cause}. Severity, likelihood, acceptance: for the Clinical Safety Officer.\n\n${table}${left ? `\nLeft to the organisation: ${left}\n` : ''}`
  })
  return `# Hazard log\n\n${GENERATED('hazards')}\n\n${sections.join('\n')}`
}

const GATES: Readonly<Record<Gate, string>> = {
  change: 'each change',
  night: 'each night',
  release: 'each release',
  live: 'live use',
}

function promisesPage(): string {
  const rows = promises().map(
    ({ id, promise, gates, proofs, reason }) =>
      `| ${id} | ${cell(promise)} | ${gates.map(gate => GATES[gate]).join(', ')} | ${[proofList(proofs), cell(reason ?? '')].filter(Boolean).join('<br>')} |`,
  )
  return `# Promises\n\n${GENERATED('promises')}\n\n| | Promise | Seen at | Proof, or why there is none here |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

function clausesPage(): string {
  const rows = clauses().map(({ id, asks, proofs = [], code, reason }) => {
    const met = [proofList(proofs), code && `\`${code}\``, cell(reason ?? '')].filter(Boolean).join('<br>')
    return `| ${id} | ${cell(asks)} | ${met} |`
  })
  return `# OWASP ASVS 5.0, level 3\n\nWording shortened. ${GENERATED('asvs')}\n\n| Clause | Asks | Test, code or reason |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

/** The pages of docs/assurance that are made from data, by file. */
export function assurancePages(): { readonly file: string; readonly text: string }[] {
  return [
    { file: 'docs/assurance/hazard-log.md', text: hazardPage() },
    { file: 'docs/assurance/promises.md', text: promisesPage() },
    { file: 'docs/assurance/asvs.md', text: clausesPage() },
  ]
}
