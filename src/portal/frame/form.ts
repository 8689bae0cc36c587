/** What a form sent; a field that is not there is an empty text. */
export type Form = {
  get(name: string): string
  all(name: string): string[]
}

/** Reads the body of a form, parsed by the server. */
export function formOf(body: unknown): Form {
  const fields = body instanceof URLSearchParams ? body : new URLSearchParams()
  return { get: name => fields.get(name)?.trim() ?? '', all: name => fields.getAll(name) }
}
