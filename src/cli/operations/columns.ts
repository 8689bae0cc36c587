/** Rows of cells under each other, two blanks between. */
export function columns(rows: readonly (readonly (string | number | undefined)[])[]): string[] {
  const cells = rows.map(row => row.map(cell => String(cell ?? '-')))
  const widths = (cells[0] ?? []).map((_, place) => Math.max(...cells.map(row => row[place]?.length ?? 0)))
  return cells.map(row =>
    row
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
