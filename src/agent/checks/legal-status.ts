import type { Draft } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { type Finding, findingAt } from './finding.ts'

/**
 * A10: every looked-after period has a legal status the agent knows (local-authority.md 2.2, 8.2). One that is known
 * and not shared is the authority's own choice and is no finding.
 */
export function checkLegalStatus({ kind, rows }: Draft): Finding[] {
  if (kind !== 'child') return []
  return rows.flatMap(row => {
    const sentence = faultOf(row)
    return sentence === undefined ? [] : [findingAt(row, 'legalStatus', { check: 'A10', sentence })]
  })
}

const UNMAPPED =
  'The agent does not know this legal status. Nobody can tell whether the NHS must know that the child is looked after. ' +
  'Add the status with its SSDA903 code to the mapping file, or correct it.'
const MISSING =
  'There is a looked-after period without a legal status. Nobody can tell whether the NHS must know that the child is ' +
  'looked after. Enter the legal status of the period.'

function faultOf({ text, legalStatus }: ExtractRow): string | undefined {
  if (legalStatus !== undefined) return undefined
  if (text.legalStatus !== undefined) return UNMAPPED
  return text.lsStart !== undefined || text.lsEnd !== undefined ? MISSING : undefined
}
