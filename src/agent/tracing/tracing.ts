import fs from 'node:fs/promises'
import { dayInEngland } from '../../platform/index.ts'
import { batchesOf } from '../checks/batches.ts'
import { checkExtract } from '../checks/index.ts'
import type { Draft } from '../extract/draft.ts'
import type { AgentDeps } from '../ports.ts'
import { readTracingAnswer, type Traced, tracingFile } from './tracing-file.ts'

/** Checks that say a number is missing, wrong or out of use. */
const ABOUT_NUMBER: ReadonlySet<string> = new Set(['A1', 'A4', 'A9'])

/**
 * Writes the file PDS traces for everybody of an extract whose number is missing, wrong or on two people; the staff send
 * it by hand, since that service is not for software (local-authority.md 6.3). Returns how many people it names. Throws
 * AGENT_EXTRACT_UNREADABLE; a file that is there is not written over.
 */
export async function writeTracing(
  { configuration, clock }: Pick<AgentDeps, 'configuration' | 'clock'>,
  { file, to, onRow }: { readonly file: string; readonly to: string; readonly onRow?: (rows: number) => void },
): Promise<{ readonly people: number }> {
  const today = dayInEngland(clock.now())
  const people: Draft[] = []
  for await (const { rows, sharedNumbers } of batchesOf(file, configuration.mapping, onRow)) {
    const { drafts, findings } = checkExtract(rows, configuration, { today, sharedNumbers })
    const wanted = new Set(findings.flatMap(({ check, row }) => (ABOUT_NUMBER.has(check) ? [row] : [])))
    people.push(...drafts.filter(draft => wanted.has(draft.subject.number) && isKnown(draft)))
  }
  await fs.writeFile(to, tracingFile(people), { flag: 'wx', mode: 0o600 })
  return { people: new Set(people.map(({ personId }) => personId)).size }
}

/** PDS traces nobody without a name and a day of birth; an unborn child has neither. */
function isKnown({ subject }: Draft): boolean {
  return subject.text.familyName !== undefined && subject.date.dateOfBirth !== undefined
}

/** Reads PDS's answer from a file. Throws AGENT_TRACING_UNREADABLE. */
export async function importTracing({ answer }: { readonly answer: string }): Promise<Traced[]> {
  return readTracingAnswer(await fs.readFile(answer, 'utf8'))
}
