import type { RefusedCode } from './case-row.ts'

/** What becomes of an extract's rows when an agent sends it once to an empty register. */
export type ExpectedExtract = {
  readonly rows: number
  /** Rows the agent keeps back; `rows` is `heldBack` and `sent` together. */
  readonly heldBack: number
  readonly sent: number
  /** Records answered CPR06; `sent` is `stored` and all `refused` together. */
  readonly stored: number
  readonly refused: Readonly<Partial<Record<RefusedCode, number>>>
}

export const expected: Readonly<Record<'X01' | 'X02' | 'X03', ExpectedExtract>> = {
  X01: { rows: 31, heldBack: 6, sent: 25, stored: 21, refused: { CPR01: 1, CPR02: 1, CPR03: 1, CPR05: 1 } },
  X02: { rows: 28, heldBack: 5, sent: 23, stored: 19, refused: { CPR02: 1, CPR03: 2, CPR07: 1 } },
  X03: { rows: 18, heldBack: 4, sent: 14, stored: 11, refused: { CPR01: 1, CPR03: 1, CPR05: 1 } },
}
