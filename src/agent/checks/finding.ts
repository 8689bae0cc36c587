import type { CalendarDate } from '../../platform/index.ts'
import type { Authority } from '../configuration.ts'
import type { Draft } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import type { Column } from '../extract/mapping.ts'

/** The checks of local-authority.md 8.2; A15 is about the whole file and is made before it is sent. */
export type CheckId =
  | 'A1'
  | 'A2'
  | 'A3'
  | 'A4'
  | 'A5'
  | 'A6'
  | 'A7'
  | 'A8'
  | 'A9'
  | 'A10'
  | 'A11'
  | 'A12'
  | 'A13'
  | 'A14'

/** What a check found, for the person who can mend it. */
export type Finding = {
  /** The row as a spreadsheet counts, headings being row 1; none where the whole run is meant. */
  readonly row?: number
  readonly localPersonId?: string
  readonly column: Column | keyof Authority
  readonly check: CheckId
  /** `block` holds the person's record back; `warn` lets it go. */
  readonly severity: 'block' | 'warn'
  /** What it is, why it matters for a child, how to mend it. */
  readonly sentence: string
  /** The cell, with all that identifies a person struck out; empty where the cell is. */
  readonly value: string
}

export type CheckContext = {
  readonly today: CalendarDate
  /** NHS numbers, by their digits, that stand on two local persons of the extract. */
  readonly sharedNumbers: ReadonlySet<string>
  readonly held: HeldNumbers
  readonly otherAuthorityPlans: 'leave' | 'send'
}

/** NHS numbers that may not be sent: told to be out of use, or refused as sensitive. */
export type HeldNumbers = { readonly inactive: ReadonlySet<string>; readonly sensitive: ReadonlySet<string> }

/** One check over one record: nothing found, or what. */
export type Check = (draft: Draft, context: CheckContext) => Finding[]

export type Found = Pick<Finding, 'check' | 'sentence'> & { readonly severity?: Finding['severity'] }

/** Puts what was found beside the row and the cell it was found in. Blocks unless told otherwise. */
export function findingAt(row: ExtractRow, column: Column, found: Found): Finding {
  const { localPersonId } = row.text
  return {
    row: row.number,
    ...(localPersonId && { localPersonId }),
    column,
    severity: 'block',
    ...found,
    value: masked(column, row.text[column] ?? ''),
  }
}

const NAMES: readonly Column[] = ['familyName', 'givenNames']
const BIRTHS: readonly Column[] = ['dateOfBirth', 'expectedDateOfBirth']

/** Strikes out what says who a person is: all but the last three of a number, all but a name's first letter. */
function masked(column: Column, cell: string): string {
  if (column === 'nhsNumber') return maskedNumber(cell)
  if (NAMES.includes(column)) return cell.slice(0, 1) + '*'.repeat(Math.max(0, cell.length - 1))
  if (BIRTHS.includes(column)) return cell.replaceAll(/[^\s/-]/g, '*')
  return cell
}

/** An NHS number as it may be shown: `*******` and its last three digits. */
export function maskedNumber(number: string): string {
  return number.length <= 3 ? '*'.repeat(number.length) : '*'.repeat(number.length - 3) + number.slice(-3)
}

/** The digits of a cell that may hold blanks or hyphens, as people write NHS numbers. */
export function digitsOf(cell: string): string {
  return cell.replaceAll(/[\s-]/g, '')
}
