/** A table in plain text: columns as wide as their widest cell, two blanks between them, no blank at a line's end. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, headings.map(heading => '-'.repeat(heading.length)), ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map(row => (row[column] ?? '').length)))
  return all.map(row => line(row, widths)).join('\n')
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd()
}

/** Text from outside may neither break the table nor steer the terminal. */
function oneLine(cell: string): string {
  return cell.replaceAll(/\p{C}/gu, ' ')
}

/** `1 record`, `2 records`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** An instant as people in England read it: `5 Jan 2026, 10:15`. */
export function shownInstant(instant: string): string {
  return LONDON.format(new Date(instant))
}
