/** What a person may choose when a bench is run. */
export type Choices = {
  /** How many callers at once; several numbers are tried one after another, the first makes the headline. */
  readonly clients: readonly number[]
  /** Length of a pass, in seconds, where a pass has a length. */
  readonly seconds: number
  /** How often each side has its turn; figures are medians of the passes. */
  readonly passes: number
  /** How large a world that grows becomes, over its full size. */
  readonly scale: number
  /** Stops the run between two calls. */
  readonly signal: AbortSignal
}

export type Cell = string | number | null
/** One line of a bench's table: each cell under its heading. */
export type Row = Readonly<Record<string, Cell>>

export type Outcome = {
  /** What `--json` prints, on one line. */
  readonly json: object
  readonly title: string
  readonly rows: readonly Row[]
}

export type Bench = {
  readonly what: string
  readonly run: (choices: Choices) => Promise<Outcome>
}
