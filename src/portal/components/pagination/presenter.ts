export type Pagination = {
  /** `Page 2 of 7`. */
  readonly said: string
  /** Empty where there is none. */
  readonly previous: string
  readonly next: string
}

type Place = { readonly page: number; readonly pages: number; readonly path: string }

/** Links to the page before and after; `path` gets `page=n` behind it. */
export function presentPagination({ page, pages, path }: Place): Pagination {
  const to = (number: number) => `${path}${path.includes('?') ? '&' : '?'}page=${number}`
  return {
    said: `Page ${page} of ${Math.max(pages, 1)}`,
    previous: page > 1 ? to(page - 1) : '',
    next: page < pages ? to(page + 1) : '',
  }
}

/** The page asked for, from 1; 1 for anything that is no page. */
export function readPage(query: URLSearchParams): number {
  const asked = query.get('page') ?? '1'
  return /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1
}
