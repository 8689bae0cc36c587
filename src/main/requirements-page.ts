import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../platform/index.ts'

/** One requirement of programme.md, part 1: in our own few words, and what proves it, or why nothing here can. */
export type Requirement = {
  readonly id: string
  readonly asks: string
  readonly proof?: readonly { readonly file: string; readonly test: string }[]
  readonly why?: string
}

/** Every requirement, as `docs/reference/requirements.json` lists them; a test holds each proof against its file. */
export function requirements(): Requirement[] {
  const file = path.join(PROJECT_FOLDER, 'docs', 'reference', 'requirements.json')
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Requirement[]
}

/** `docs/reference/requirements.md`: a table of them with the tests that prove each. */
export function requirementsPage(): string {
  const all = requirements()
  const rows = all.map(({ id, asks, proof = [], why }) => {
    const tests = proof.map(one => `\`${one.file}\`: ${one.test}`)
    return `| ${[id, asks, why ?? tests.join('<br>')].map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  const proven = all.filter(one => one.proof !== undefined).length
  return `# Requirements and their proof

Generated from \`requirements.json\` beside it; a test compares. Renew it with \`bin/cpis docs reference --write\`.

What the public briefing note of June 2023 says or implies, row by row as programme.md numbers it, each in our own words,
with the test that proves it. ${proven} of ${all.length} rows are proven by tests; of the others the table says why not.
A test shows that the software does its part. That people use it so, only live use can show.

| Row | What it asks | Proof |
| --- | --- | --- |
${rows.join('\n')}
`
}
