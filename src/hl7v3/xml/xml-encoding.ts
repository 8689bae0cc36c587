import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { refused } from '../errors.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes given to the parser at a time: small enough for limits to bite early. */
const SLICE = 65_536

/** Turns the bytes of a file into text, piece by piece. */
export type XmlDecoder = {
  /** Whether the encoding the file declares is the one its first bytes show. */
  fits(declared: string): boolean
  decode(chunk: Uint8Array): Iterable<string>
  /** What was held back. Throws XML_TRUNCATED when the file ends within a character. */
  end(): string
}

/**
 * UTF-8 (with or without byte order mark) and UTF-16 with one; anything else throws XML_ENCODING, more bytes than the
 * limit XML_TOO_LARGE.
 */
export function makeXmlDecoder(mostBytes: number): XmlDecoder {
  let head: Uint8Array = new Uint8Array(0)
  let seen = 0
  let decoder: TextDecoder | undefined
  let encoding: Encoding | undefined

  function* decode(chunk: Uint8Array): Iterable<string> {
    seen += chunk.length
    if (seen > mostBytes) throw refused('XML_TOO_LARGE', `more than ${mostBytes} bytes`)
    let rest = chunk
    if (decoder === undefined) {
      rest = joined(head, chunk)
      if (rest.length < 4) {
        head = rest
        return
      }
      decoder = start(rest)
    }
    for (let from = 0; from < rest.length; from += SLICE)
      yield decodeFatally(decoder, rest.subarray(from, from + SLICE))
  }

  function start(firstBytes: Uint8Array): TextDecoder {
    encoding = encodingOf(firstBytes)
    return new TextDecoder(encoding, { fatal: true })
  }

  return {
    fits: declared => (encoding === 'utf-8' ? DECLARED_UTF8 : /^utf-16(le|be)?$/i).test(declared),
    decode,
    end() {
      if (decoder === undefined) return head.length === 0 ? '' : decodeFatally(start(head), head)
      try {
        return decoder.decode()
      } catch {
        throw refused('XML_TRUNCATED')
      }
    },
  }
}

/**
 * A whole small document at once: what a query is read with, where making a decoder would cost more than decoding.
 * Throws as the decoder does.
 */
export function decodeWhole(
  bytes: Uint8Array,
  mostBytes: number,
): { readonly text: string; fits(declared: string): boolean } {
  const isPlain = bytes.length <= mostBytes && encodingOf(bytes) === 'utf-8' && isUtf8(bytes)
  if (isPlain) {
    const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start)
    return { text, fits: declared => DECLARED_UTF8.test(declared) }
  }
  const decoder = makeXmlDecoder(mostBytes)
  const text = [...decoder.decode(bytes), decoder.end()].join('')
  return { text, fits: decoder.fits }
}

const DECLARED_UTF8 = /^utf-8$/i

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  // A zero byte among the first four is UTF-16 or UTF-32 without the mark.
  if (bytes.subarray(0, 4).includes(0)) throw refused('XML_ENCODING')
  return 'utf-8'
}

function decodeFatally(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch {
    throw refused('XML_ENCODING')
  }
}

function joined(head: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + chunk.length)
  all.set(head)
  all.set(chunk, head.length)
  return all
}
