/** The root of an upload, bare or in its envelope (hl7v3.md 4.1, 8.3). */
const ROOTS = new Set(['File', 'DistributionEnvelope'])

/** A beginning shorter than this is the whole of the file. */
const WHOLE_HEAD_BYTES = 64 * 1024

/**
 * Whether a file that begins so may be an upload: XML, with the root of one. It is not read any further: what is wrong
 * inside is for the acknowledgement to tell. A beginning of blanks and comments alone may still be one if more follows.
 */
export function mayBeUpload(head: Uint8Array): boolean {
  const text = textOf(head)
  const at = rootAt(text)
  if (at === undefined || text.length === at) return head.length >= WHOLE_HEAD_BYTES
  const [, name = ''] = /^<(?:[\w.-]{1,100}:)?([\w.-]{1,100})[\s/>]/.exec(text.slice(at, at + 300)) ?? []
  return ROOTS.has(name)
}

/** Everything but the marks of UTF-16 reads the same byte by byte, as far as names of elements go. */
function textOf(head: Uint8Array): string {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(head)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(head)
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  return text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text
}

/** The place behind declaration, blanks and comments; `undefined` where one of them does not end. */
function rootAt(text: string): number | undefined {
  let at = skipBlanks(text, 0)
  for (;;) {
    const closing = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?xml ', at) ? '?>' : undefined
    if (closing === undefined) return at
    const end = text.indexOf(closing, at + 4)
    if (end < 0) return undefined
    at = skipBlanks(text, end + closing.length)
  }
}

function skipBlanks(text: string, from: number): number {
  const blanks = /\s*/y
  blanks.lastIndex = from
  blanks.test(text)
  return blanks.lastIndex
}
