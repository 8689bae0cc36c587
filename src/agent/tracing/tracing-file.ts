import { parse } from 'csv-parse/sync'
import { readTypedNhsNumber } from '../../demographics/index.ts'
import { refusal } from '../../platform/index.ts'
import { digitsOf } from '../checks/finding.ts'
import { agentErrors } from '../errors.ts'
import type { Draft } from '../extract/draft.ts'

const HEADINGS = ['UNIQUE REFERENCE', 'NHS_NO', 'FAMILY_NAME', 'GIVEN_NAME', 'GENDER', 'DATE_OF_BIRTH', 'POST_CODE']

/**
 * People whose number is missing or wrong, as the file PDS traces over MESH (local-authority.md 6.3); the reference is
 * the local id, and what the extract does not hold stays empty. The file names children: it is for PDS and nobody else.
 */
export function tracingFile(drafts: readonly Draft[]): string {
  const people = new Map(drafts.map(draft => [draft.personId, draft.subject]))
  const lines = [...people].map(([personId, { text, date }]) => {
    const names = [text.familyName ?? '', text.givenNames?.split(' ')[0] ?? '']
    return [personId, digitsOf(text.nhsNumber ?? ''), ...names, '', date.dateOfBirth?.replaceAll('-', '') ?? '', '']
  })
  return [HEADINGS, ...lines].map(cells => `${cells.map(quoted).join(',')}\r\n`).join('')
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}

/** A number PDS gave for a local person; the authority's staff enter it, the agent never does. */
export type Traced = { readonly localPersonId: string; readonly nhsNumber?: string }

/** Reads PDS's answer: one line a person, with a right NHS number or none. Throws AGENT_TRACING_UNREADABLE. */
export function readTracingAnswer(text: string): Traced[] {
  let rows: Record<string, string>[]
  try {
    rows = parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true })
  } catch {
    throw refusal(agentErrors, 'AGENT_TRACING_UNREADABLE')
  }
  return rows.map(row => {
    const { 'UNIQUE REFERENCE': localPersonId, NHS_NO: number = '' } = row
    if (localPersonId === undefined) throw refusal(agentErrors, 'AGENT_TRACING_UNREADABLE', 'no UNIQUE REFERENCE')
    const nhsNumber = readTypedNhsNumber(number)
    return { localPersonId, ...(nhsNumber !== undefined && { nhsNumber }) }
  })
}
