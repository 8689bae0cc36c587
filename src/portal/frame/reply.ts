/** The words and values of a page, as a presenter gives them. */
export type Model = { readonly title: string } & object

export type Page = {
  readonly kind: 'page'
  /** Below `src/portal`. */
  readonly template: string
  readonly model: Model
  readonly status: number
}

export type Reply =
  | Page
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'file'; readonly name: string; readonly type: string; readonly body: string | Buffer }

/** A page; 200 unless told otherwise (422 for a form that must be mended). */
export function page(template: string, model: Model, status = 200): Page {
  return { kind: 'page', template, model, status }
}

/** On to another page of ours, by GET. */
export function redirect(to: string): Reply {
  return { kind: 'redirect', to }
}

/** A file to be saved. */
export function file(name: string, type: string, body: string | Buffer): Reply {
  return { kind: 'file', name, type, body }
}

/** Rows as CSV for a spreadsheet: quoted, and no cell can be taken for a formula. */
export function csv(name: string, rows: readonly (readonly (string | number)[])[]): Reply {
  const lines = rows.map(row => row.map(csvCell).join(','))
  return file(name, 'text/csv; charset=utf-8', `\uFEFF${lines.join('\r\n')}\r\n`)
}

/** A text that begins like a formula gets an apostrophe before it: spreadsheets would run it (OWASP, CSV injection). */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return `"${harmless.replaceAll('"', '""')}"`
}
