/** A cell: its words, a link, a number (set to the right), or a word in a coloured tag. */
export type Cell = {
  readonly text: string
  readonly href?: string
  readonly isNumber?: boolean
  /** A colour of `nhsuk-tag`; the word says the same. */
  readonly tag?: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'grey' | 'white' | 'purple'
}

export type Table = {
  readonly caption: string
  readonly head: readonly string[]
  /** As many cells in each as there are in the head; the first names the row. */
  readonly rows: readonly (readonly Cell[])[]
  /** What to say where there are no rows. */
  readonly empty: string
}

/** Cells of plain words. */
export function words(...texts: readonly string[]): Cell[] {
  return texts.map(text => ({ text }))
}

/** A cell with a number. */
export function figure(value: number): Cell {
  return { text: value.toLocaleString('en-GB'), isNumber: true }
}
