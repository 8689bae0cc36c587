import type { Chart } from '../../components/chart/presenter.ts'
import { type Pagination, presentPagination, readPage } from '../../components/pagination/presenter.ts'
import type { Table } from '../../components/table/presenter.ts'
import type { FormModel } from './form-model.ts'

export type Link = { readonly text: string; readonly href: string }
export type Fact = readonly [label: string, value: string]

/** Something to do: how pressing it is, in a word and its colour. */
export type ToDo = Link & { readonly tag: 'red' | 'orange' | 'blue' | 'grey'; readonly urgency: string }

/** What stands on a page of the programme, one below the other; `screen.njk` has a macro of each name. */
export type Part =
  | { readonly kind: 'list'; readonly of: { readonly table: Table; readonly links: readonly Link[] } }
  | { readonly kind: 'pages'; readonly of: Pagination }
  | { readonly kind: 'picture'; readonly of: Chart }
  | { readonly kind: 'form'; readonly of: FormModel }
  | { readonly kind: 'act'; readonly of: FormModel }
  | { readonly kind: 'filters'; readonly of: FormModel }
  | { readonly kind: 'beside'; readonly of: { readonly main: readonly Part[]; readonly side: readonly Part[] } }
  | {
      readonly kind: 'todo'
      readonly of: { readonly heading: string; readonly items: readonly ToDo[]; readonly nothing: readonly string[] }
    }
  | { readonly kind: 'lines'; readonly of: { readonly heading: string; readonly lines: readonly string[] } }
  | { readonly kind: 'links'; readonly of: { readonly heading: string; readonly links: readonly Link[] } }
  | { readonly kind: 'facts'; readonly of: { readonly heading: string; readonly rows: readonly Fact[] } }
  | { readonly kind: 'written'; readonly of: { readonly heading: string; readonly sections: readonly Written[] } }
  | { readonly kind: 'markup'; readonly of: { readonly html: string } }

/** A section of a text: its blocks are paragraphs (one line) or lists; tables stand as a table. */
export type Written = {
  readonly heading: string
  readonly level: number
  readonly paragraphs: readonly WrittenBlock[]
  readonly links: readonly Link[]
}
export type WrittenBlock = {
  readonly lines: readonly string[]
  readonly items: readonly string[]
  readonly tables: readonly Table[]
}

/** A table with the ways on below it, as its download. */
export function list(table: Table, links: readonly Link[] = []): Part {
  return { kind: 'list', of: { table, links } }
}

/** A table that can be downloaded from this address. */
export function listWithCsv(table: Table, csv: string): Part {
  return list(table, [{ text: `Download as CSV: ${table.caption}`, href: csv }])
}

/** So many rows stand on a page. */
const ROWS = 25

/** A long table, the page of it the query asks for; its download has every row. */
export function pagedWithCsv(
  table: Table,
  csv: string,
  at: { readonly path: string; readonly query: URLSearchParams },
): Part[] {
  const pages = Math.ceil(table.rows.length / ROWS)
  const page = Math.min(readPage(at.query), Math.max(pages, 1))
  const rest = new URLSearchParams(at.query)
  rest.delete('page')
  const pagination = presentPagination({ page, pages, path: `${at.path}?${rest}` })
  const shown = listWithCsv({ ...table, rows: table.rows.slice((page - 1) * ROWS, page * ROWS) }, csv)
  return pages > 1 ? [shown, { kind: 'pages', of: pagination }] : [shown]
}

export function picture(of: Chart): Part {
  return { kind: 'picture', of }
}

export function lines(heading: string, ...texts: readonly string[]): Part {
  return { kind: 'lines', of: { heading, lines: texts } }
}

export function links(heading: string, ...to: readonly Link[]): Part {
  return { kind: 'links', of: { heading, links: to } }
}

/** What is known of one thing; what is not known is left out. */
export function facts(heading: string, rows: readonly (readonly [string, string | number | undefined])[]): Part {
  const known = rows.flatMap(([label, value]): Fact[] =>
    value === undefined || value === '' ? [] : [[label, String(value)]],
  )
  return { kind: 'facts', of: { heading, rows: known } }
}

/** What is to do; where there is nothing, that is said. */
export function todo(heading: string, items: readonly ToDo[], empty: string): Part {
  return { kind: 'todo', of: { heading, items, nothing: items.length === 0 ? [empty] : [] } }
}
