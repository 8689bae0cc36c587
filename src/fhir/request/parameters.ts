/** One `name=value` of the query or the form, percent-decoded. */
export type Parameter = { readonly name: string; readonly value: string }

/** Reads the parameters of a query or a form; a colon and a bar may be raw or percent-encoded (fhir-api.md 4.3). */
export function readParameters(text: string): Parameter[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}

/** Reads the parameters of an address as sent, from its question mark on. */
export function queryOf(url: string): Parameter[] {
  const mark = url.indexOf('?')
  return mark < 0 ? [] : readParameters(url.slice(mark + 1))
}
