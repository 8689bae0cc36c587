/** A file as it comes from a mailbox: in pieces, cut anywhere. */
export async function* bytesOf(content: string | Uint8Array, size = 4_096): AsyncIterable<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

/** The same text with one place changed; fails when the place is not there, so that no test passes by accident. */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the example has no ${from}`)
  return text.replace(from, () => to)
}
