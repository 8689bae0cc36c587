import type { Compared } from '../compare.ts'
import type { Cell, Outcome } from './bench.ts'
import { rounded } from './median.ts'

/** An outcome for people: its title and a table. */
export function asTable({ title, rows }: Outcome): string {
  const headings = Object.keys(rows[0] ?? {})
  const lines = [headings, ...rows.map(row => headings.map(heading => shown(row[heading] ?? null)))]
  const widths = headings.map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)))
  return ['', title, '', ...lines.map(line => aligned(line, widths)), ''].join('\n')
}

/** What an outcome holds for machines: one line. */
export function asJson(json: object): string {
  return JSON.stringify(json, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? rounded(value) : value,
  )
}

/** Two runs beside each other, and in a word what to think of each ratio. */
export function asComparison(compared: readonly Compared[]): string {
  const worse = compared.filter(one => one.isWorse).length
  const title = `${compared.length} ratios of both runs, ${worse} worse by more than 5 % and by more than the runs' own noise`
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  const rows = compared.map(one => ({
    ratio: one.name,
    before: one.before,
    after: one.after,
    change: percent(one.change),
    bound: percent(one.bound),
    '': one.isWorse ? 'WORSE' : '',
  }))
  return asTable({ json: {}, title, rows })
}

function shown(cell: Cell): string {
  if (typeof cell === 'number') return rounded(cell).toLocaleString('en-GB', { maximumSignificantDigits: 4 })
  return cell ?? '-'
}

/** Words to the left, the columns after the first to the right. */
function aligned(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
    .join('  ')
}
