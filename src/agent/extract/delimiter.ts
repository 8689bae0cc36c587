const DELIMITERS = [',', ';', '\t', '|', '^', '~'] as const

/** The delimiter that parts a first line into the most of the headings wanted; a comma where none parts it at all. */
export function delimiterOf(beginning: string, headings: readonly string[]): string {
  const line = /^[^\r\n]*/.exec(beginning)?.[0] ?? ''
  const found = (delimiter: string) => {
    const cells = new Set(line.split(delimiter).map(cell => cell.trim().replace(/^"(.*)"$/, '$1')))
    return headings.filter(heading => cells.has(heading)).length
  }
  return [...DELIMITERS].sort((a, b) => found(b) - found(a))[0] ?? ','
}
