/** What a form field was found to be wrong with. */
export type FieldError = { readonly text: string; readonly href: string }

/** The message beside a field, for the macros of nhsuk-frontend. */
export function errorAt(errors: readonly FieldError[], href: string): object {
  const found = errors.find(one => one.href === href)
  return found === undefined ? {} : { errorMessage: { text: found.text } }
}

/** The title of a page, which says at once that something must be mended. */
export function titleOf(title: string, errors: readonly FieldError[] = []): string {
  return errors.length > 0 ? `Error: ${title}` : title
}

/** `1 day`, `3 days`. */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : several}`
}

/** A list of keys and values, for `summaryList`. */
export function summaryOf(rows: readonly (readonly [string, string])[]) {
  return { rows: rows.map(([key, value]) => ({ key: { text: key }, value: { text: value } })) }
}
