import type { Draft } from '../extract/draft.ts'
import { type CheckContext, digitsOf, type Finding, findingAt } from './finding.ts'

/** A9: no NHS number stands on two local persons; both are held back, for either may be the wrong child. */
export function checkSharedNumber({ subject }: Draft, { sharedNumbers }: CheckContext): Finding[] {
  const shared = sharedNumbers.has(digitsOf(subject.text.nhsNumber ?? ''))
  return shared ? [findingAt(subject, 'nhsNumber', { check: 'A9', sentence: TWO_PEOPLE })] : []
}

const TWO_PEOPLE =
  'This NHS number stands on two people of the extract. One of them is the wrong one, and a child would be shown with ' +
  "another child's plan. Find out with PDS whose it is and remove it from the other; if they are one person, merge them."
