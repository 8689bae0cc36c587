import { refused } from '../errors.ts'

/** XML that is already written: everything else put into a template is escaped. */
export type Xml = { readonly xml: string }
type Piece = string | number | Xml | readonly Xml[] | undefined

const SPECIAL = /[^\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\ud7ff\ue000-\ufffd]/
const EACH_SPECIAL = /[&<>"\t\n\r]/g
// What XML 1.0 has no way to write: most control characters, lone surrogates, two non-characters.
const IMPOSSIBLE = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Escapes for text and attribute values alike. Throws WRITE_CHARACTER for what XML cannot carry. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text
  if (IMPOSSIBLE.test(text)) throw refused('WRITE_CHARACTER')
  return text.replaceAll(EACH_SPECIAL, character => `&#${character.charCodeAt(0)};`)
}

/** Template tag: ``xml`<name>${text}</name>` `` escapes every text and joins what is XML already. */
export function xml(strings: TemplateStringsArray, ...pieces: Piece[]): Xml {
  let written = strings[0] ?? ''
  for (let index = 0; index < pieces.length; index += 1) {
    written += pieceToXml(pieces[index]) + (strings[index + 1] ?? '')
  }
  return { xml: written }
}

function pieceToXml(piece: Piece): string {
  if (typeof piece === 'string') return escapeXml(piece)
  if (piece === undefined) return ''
  if (typeof piece === 'number') return String(piece)
  if ('xml' in piece) return piece.xml
  let joined = ''
  for (const each of piece) joined += each.xml
  return joined
}

/** A whole document with its declaration. */
export function document(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`
}
