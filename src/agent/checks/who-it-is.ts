import { type Draft, isUnborn } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import type { Column } from '../extract/mapping.ts'
import { type CheckContext, type Finding, findingAt } from './finding.ts'

/**
 * A2: local id, family name, given name and date of birth are there, no placeholders, the same on every row of the
 * person, and the day of birth is past (local-authority.md 8.2). An unborn child's row is left to A4.
 */
export function checkWhoItIs(draft: Draft, { today }: CheckContext): Finding[] {
  const { subject } = draft
  if (isUnborn(subject)) return []
  return [
    ...(subject.text.localPersonId === undefined ? [found(subject, 'localPersonId', NO_LOCAL_ID)] : []),
    ...nameFindings(subject, 'familyName'),
    ...nameFindings(subject, 'givenNames'),
    ...birthFindings(subject, today),
    ...(draft.kind === 'child' ? differences(draft) : []),
  ]
}

/** Words that stand in a name's place when there is none. "Baby" is not one: a newborn may be registered so. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  'unknown,not known,unborn,test,tbc,n/a,n/k,none,no name,xx,xxx,.,-,?'.split(','),
)
/** Days that systems write when nobody knew the day. */
const DUMMY_BIRTHS = new Set(['1900-01-01', '1970-01-01'])

/** What a name is written with: letters of any script, their marks, digits, blanks and punctuation. */
const NAME = /^[\p{L}\p{M}\p{N}\p{P}\p{Sk} ]+$/u

const REFUSED =
  'PDS compares it with the number, so the record would be refused and the NHS would not see the plan. Enter it as ' +
  'registered.'
const NO_LOCAL_ID =
  'There is no local id. Rows of the same child cannot be put together, and the answer about the child cannot be given ' +
  "back. Enter the person's id of your system."
const NO_NAME = `A name is missing or only stands in for one. ${REFUSED}`
const ODD_NAME = `The name holds characters no name is written with. ${REFUSED}`
const NO_BIRTH = `The date of birth is missing or is not a date as the mapping file says. ${REFUSED}`
const DUMMY_BIRTH = `The date of birth only stands in for one nobody knew. ${REFUSED}`
const FUTURE_BIRTH =
  "The date of birth is in the future. A child who is not born yet is protected by a plan on the mother's record, and " +
  'this one would be refused. Correct the day, or enter it as the expected date of birth.'
const DIFFERS =
  'The rows of this person do not agree on who it is. Two children may have been mixed, and the plan would show on the ' +
  'wrong one. Compare the rows and correct them.'

function nameFindings(row: ExtractRow, column: 'familyName' | 'givenNames'): Finding[] {
  const name = row.text[column]?.toLowerCase() ?? ''
  if (name === '' || PLACEHOLDERS.has(name)) return [found(row, column, NO_NAME)]
  return NAME.test(name) ? [] : [found(row, column, ODD_NAME)]
}

function birthFindings(row: ExtractRow, today: string): Finding[] {
  const born = row.date.dateOfBirth
  if (born === undefined) return [found(row, 'dateOfBirth', NO_BIRTH)]
  if (DUMMY_BIRTHS.has(born)) return [found(row, 'dateOfBirth', DUMMY_BIRTH)]
  return born > today ? [found(row, 'dateOfBirth', FUTURE_BIRTH)] : []
}

function differences({ subject, rows }: Draft): Finding[] {
  const columns = ['familyName', 'givenNames', 'dateOfBirth'] as const
  return columns.flatMap(column => {
    const other = rows.find(row => row.text[column] !== subject.text[column])
    return other ? [found(other, column, DIFFERS)] : []
  })
}

function found(row: ExtractRow, column: Column, sentence: string): Finding {
  return findingAt(row, column, { check: 'A2', sentence })
}
