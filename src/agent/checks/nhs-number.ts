import { readTypedNhsNumber } from '../../demographics/index.ts'
import { type Draft, isUnborn } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { digitsOf, type Finding, findingAt } from './finding.ts'

/**
 * A1: the NHS number is there, is one, and is the same on every row of the person (local-authority.md 6.1, 8.2). An
 * unborn child and a mother without a number are left to A4.
 */
export function checkNhsNumber(draft: Draft): Finding[] {
  const { subject, rows, kind } = draft
  if (isUnborn(subject) || (kind === 'mother' && numberOf(subject) === '')) return []
  const own = kind === 'child' ? rows : [subject]
  const different = own.find(row => numberOf(row) !== numberOf(subject))
  if (different) return [found(different, DIFFERENT)]
  if (numberOf(subject) === '') return [found(subject, MISSING)]
  return readTypedNhsNumber(numberOf(subject)) === undefined ? [found(subject, WRONG)] : []
}

const MISSING =
  'There is no NHS number. The NHS finds a child by this number only, so nobody there would learn of the plan. ' +
  'Trace the number with PDS and enter it.'
const WRONG =
  'This is not an NHS number: it has not ten digits, or its last digit does not check the others. The plan would reach ' +
  'nobody, or another child. Compare it with PDS and correct it.'
const DIFFERENT =
  'The rows of this person carry different NHS numbers. One of them may be another child, who would be shown as having ' +
  'the plan. Find the right number with PDS and leave only that.'

function numberOf(row: ExtractRow): string {
  return digitsOf(row.text.nhsNumber ?? '')
}

function found(row: ExtractRow, sentence: string): Finding {
  return findingAt(row, 'nhsNumber', { check: 'A1', sentence })
}
