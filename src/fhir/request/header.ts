import type { IncomingHttpHeaders } from 'node:http'

/** A request header by its lower-case name; one sent several times is joined by commas, as Node does for most. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
