import type { Draft } from '../extract/draft.ts'
import { type CheckContext, digitsOf, type Finding, findingAt } from './finding.ts'

/**
 * A12 and A13: a number the national service told to be out of use is not sent again, nor one it refused as sensitive
 * before somebody released it (local-authority.md 8.2, 9.2).
 */
export function checkHeldNumber({ subject }: Draft, { held }: CheckContext): Finding[] {
  const number = digitsOf(subject.text.nhsNumber ?? '')
  if (held.inactive.has(number)) return [findingAt(subject, 'nhsNumber', { check: 'A12', sentence: INACTIVE })]
  if (held.sensitive.has(number)) return [findingAt(subject, 'nhsNumber', { check: 'A13', sentence: SENSITIVE })]
  return []
}

const INACTIVE =
  'The NHS no longer uses this number and sent no plan under it can be found. Where there is a new number, confirm it ' +
  'with PDS and enter it; after an adoption, close the record quietly and send nothing more.'
const SENSITIVE =
  'The NHS may not carry a plan on this record, and sending it again changes nothing. Tell the safeguarding lead, who has ' +
  'another way to warn the NHS; release the work item once PDS shows the record again.'
