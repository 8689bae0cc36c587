/** Bounds of what is read from one file: none of them is national, all are ours (engineering.md 6). */
export type ReadLimits = {
  /** Of the whole file. */
  readonly bytes: number
  /** Levels of nesting. */
  readonly depth: number
  /** Attributes of one element. */
  readonly attributes: number
  /** UTF-16 units of one text or attribute value. */
  readonly text: number
  /** Elements held in memory at a time. */
  readonly elements: number
}

export const READ_LIMITS: ReadLimits = {
  bytes: 33_554_432,
  depth: 64,
  attributes: 32,
  text: 65_536,
  elements: 250_000,
}
