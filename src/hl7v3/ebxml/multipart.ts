import { refused } from '../errors.ts'

/** One part of a `multipart/related` message. */
export type MimePart = { readonly contentId: string; readonly contentType: string; readonly body: Uint8Array }

const BOUNDARY = '--=_MIME-Boundary'
const LINE = '\r\n'
/** An ebXML message has two; none has attachments here. */
const MOST_PARTS = 4

/** The content type of a message whose first part has this id (hl7v3.md 6.4). */
export function multipartType(startId: string): string {
  return `multipart/related; boundary="${BOUNDARY}"; type=text/xml; start=${startId}`
}

/** Joins parts. */
export function writeMultipart(parts: readonly MimePart[]): Buffer {
  const pieces = parts.flatMap(({ contentId, contentType, body }) => [
    Buffer.from([`--${BOUNDARY}`, `Content-Id: <${contentId}>`, `Content-Type: ${contentType}`, '', ''].join(LINE)),
    Buffer.from(body),
    Buffer.from(LINE),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--${LINE}`)])
}

/**
 * Takes parts apart; the boundary is the content type's, line ends may be bare, and parts may be in base64. Throws
 * MESSAGE_INCOMPLETE for what is no such message.
 */
export function readMultipart(contentType: string, body: Uint8Array): MimePart[] {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (!/^multipart\/related\b/i.test(contentType) || mark === undefined)
    throw refused('MESSAGE_INCOMPLETE', 'multipart/related with a boundary')
  // Byte for byte as one character each, so that nothing is lost between text and bytes.
  const [, ...pieces] = Buffer.from(body).toString('latin1').split(`--${mark}`)
  const end = pieces.findIndex(piece => piece.startsWith('--'))
  if (end < 1 || end > MOST_PARTS) throw refused('MESSAGE_INCOMPLETE', 'parts and a closing boundary')
  return pieces.slice(0, end).map(readPart)
}

function readPart(piece: string): MimePart {
  const found = /^[ \t]*\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(piece)
  if (!found) throw refused('MESSAGE_INCOMPLETE', 'headers of a part')
  const [, headers = '', content = ''] = found
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(headers)?.[1] ?? ''
  const isBase64 = header('Content-Transfer-Encoding').toLowerCase() === 'base64'
  return {
    contentId: header('Content-Id').replace(/^<(.*)>$/, '$1'),
    contentType: header('Content-Type'),
    body: Buffer.from(content, isBase64 ? 'base64' : 'latin1'),
  }
}
