import { type Command, InvalidArgumentError, Option } from 'commander'
import { type CalendarDate, readCalendarDate } from '../../platform/index.ts'
import { type Cell, type SettingsDeps, writeCsv } from '../../programme/index.ts'

/** Opens the programme for one piece of work, and says under which login it is done. */
export type WithProgramme = <Result>(work: (deps: SettingsDeps, by: string) => Promise<Result>) => Promise<Result>

export type Say = (line: string) => void

/** How a list is printed: aligned, as JSON, or as CSV. */
export type Form = { readonly json: boolean; readonly csv: boolean }

/** Adds `--json` and `--csv` to a command that prints a list. */
export function listed(command: Command): Command {
  return command
    .option('--json', 'print JSON', false)
    .addOption(new Option('--csv', 'print CSV').default(false).conflicts('json'))
}

/** What each column of a list shows of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

/** Prints a list in the form asked for. */
export function sayRows<Row>(say: Say, rows: readonly Row[], how: Form & { readonly columns: Columns<Row> }): void {
  const names = Object.keys(how.columns)
  const cells = rows.map(row => names.map(name => how.columns[name]?.(row)))
  if (how.json) say(JSON.stringify(rows))
  else if (how.csv) {
    const objects = cells.map(row => Object.fromEntries(names.map((name, place) => [name, row[place]])))
    say(writeCsv(names, objects).replace(/\r\n$/, ''))
  } else
    say(
      aligned([names, ...cells.map(row => row.map(cell => (cell === undefined || cell === '' ? '-' : String(cell))))]),
    )
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, place) => Math.max(...rows.map(row => row[place]?.length ?? 0))) ?? []
  return rows
    .map(row =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Reads a day as `2026-04-01`. */
export function day(text: string): CalendarDate {
  const read = readCalendarDate(text)
  if (read === undefined) throw new InvalidArgumentError('must be a day as 2026-04-01')
  return read
}

/** Reads a whole number that is not negative. */
export function count(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

/** Reads codes with commas between. */
export function codes(text: string): string[] {
  return text.split(',').map(code => code.trim())
}

/** An option that takes one of a few words. */
export function choice(flags: string, what: string, words: readonly string[]): Option {
  return new Option(flags, what).choices(words)
}

/** An option that takes one of a few words and must be given. */
export function mustChoose(flags: string, what: string, words: readonly string[]): Option {
  return choice(flags, what, words).makeOptionMandatory()
}
