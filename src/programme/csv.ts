/** One cell of a list that is exported; nothing is an empty cell. */
export type Cell = string | number | boolean | undefined

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/**
 * Writes CSV (RFC 4180, UTF-8) with a header. A cell that a spreadsheet would run as a formula gets an apostrophe before
 * it; numbers stay as they are (programme.md 3.8).
 */
export function writeCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
): string {
  const lines = rows.map(row => columns.map(column => cellOf(row[column])).join(','))
  return [columns.join(','), ...lines].map(line => `${line}\r\n`).join('')
}

function cellOf(value: Cell): string {
  const text = value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
