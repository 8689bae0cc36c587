/** One range of an `Accept` header, or a content type; names and values in lower case. */
export type MediaRange = { readonly type: string; readonly parameters: Readonly<Record<string, string>> }

const unquoted = (text: string) =>
  text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase()

function readRange(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';')
  const parameters = rest.map(part => {
    const [name = '', value = ''] = part.split('=', 2)
    return [name.trim().toLowerCase(), unquoted(value)] as const
  })
  return { type: type.trim().toLowerCase(), parameters: Object.fromEntries(parameters) }
}

/** Reads the ranges of an `Accept` header that are wanted at all: those weighted `q=0` are left out (RFC 9110 12.4.2). */
export function readMediaRanges(text: string): MediaRange[] {
  return text
    .split(',')
    .map(readRange)
    .filter(range => Number(range.parameters['q'] ?? 1) > 0)
}
