import { type Draft, isOfUnbornChild, isUnborn } from '../extract/draft.ts'
import { digitsOf, type Finding, findingAt } from './finding.ts'

/**
 * A4: the plan of an unborn child stands on the mother, who is a person of her own with an NHS number of her own; an
 * unborn child is never sent as a child (local-authority.md 5.5, 8.2).
 */
export function checkMother(draft: Draft): Finding[] {
  const { kind, subject, rows } = draft
  if (kind === 'child')
    return isUnborn(subject) ? [findingAt(subject, 'dateOfBirth', { check: 'A4', sentence: CHILD })] : []
  if (isOfUnbornChild(subject)) return [findingAt(subject, 'motherPersonId', { check: 'A4', sentence: NO_MOTHER })]
  const number = digitsOf(subject.text.nhsNumber ?? '')
  if (number === '') return [findingAt(subject, 'nhsNumber', { check: 'A4', sentence: NO_NUMBER })]
  const same = rows.find(row => row !== subject && isUnborn(row) && digitsOf(row.text.nhsNumber ?? '') === number)
  return same ? [findingAt(same, 'nhsNumber', { check: 'A4', sentence: SAME_NUMBER })] : []
}

const CHILD =
  'This child is not born yet and stands here with a plan of its own. It has no NHS number, so nobody in the NHS would ' +
  "find the plan. Enter the plan as an unborn child's plan and name the mother."
const NO_MOTHER =
  'The mother of this unborn child is not named, or she is not in the extract. The plan can only be found under her NHS ' +
  'number, so the maternity ward would not see it. Name the mother and add her row.'
const NO_NUMBER =
  'The mother has no NHS number of her own. The plan for her unborn child can only be found under it, so the maternity ' +
  'ward would not see it. Trace her number with PDS and enter it.'
const SAME_NUMBER =
  'The unborn child carries the NHS number of the mother. Once the child is born the two would be taken for one person. ' +
  "Remove the number from the unborn child's row."
