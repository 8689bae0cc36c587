/** What a spreadsheet would take for a formula is given as text. */
const FORMULA = /^[=+\-@\t\r]/

/** CSV in UTF-8 with a line end of two characters (RFC 4180): a header and its rows. */
export function csvText(
  header: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  return [header, ...rows].map(row => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const harmless = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
