import { SaxesParser, type SaxesTagNS } from 'saxes'
import { type Hl7v3ErrorCode, refused } from '../errors.ts'
import { ITK, V3, type XmlElement } from './xml-element.ts'
import { makeXmlDecoder, type XmlDecoder } from './xml-encoding.ts'

/** Bounds of what is read from one file: none of them is national, all are ours (engineering.md 6). */
export type ReadLimits = {
  /** Of the whole file. */
  readonly bytes: number
  /** Levels of nesting. */
  readonly depth: number
  /** Attributes of one element. */
  readonly attributes: number
  /** UTF-16 units of one text or attribute value. */
  readonly text: number
  /** Elements held in memory at a time. */
  readonly elements: number
}

export const READ_LIMITS: ReadLimits = {
  bytes: 33_554_432,
  depth: 64,
  attributes: 32,
  text: 65_536,
  elements: 250_000,
}

/** Takes the children of a message's root, each whole, in the order sent. */
export type PartReader = {
  /** True when the parts are kept, so that the limit of elements is for all of them together. */
  readonly keepsParts: boolean
  part(part: XmlElement): void
}

/** Who wants to read: the roots it knows, and what it makes of a root as it opens (without children yet). */
export type MessageReader = {
  readonly roots: readonly string[]
  open(root: XmlElement): PartReader
}

/**
 * Reads one HL7 message, bare or as the payload of an ITK DistributionEnvelope (hl7v3.md 8.2), streaming: unless the
 * reader keeps them, one child of the message's root is held at a time. Throws the XML_ and MESSAGE_ codes of the catalogue with the line; what was
 * handed over before stays handed over.
 */
export async function readMessage(
  bytes: AsyncIterable<Uint8Array>,
  reader: MessageReader,
  limits: ReadLimits = READ_LIMITS,
): Promise<void> {
  const decoder = makeXmlDecoder(limits.bytes)
  const parser = openParser(reader, limits, decoder)
  for await (const chunk of bytes) for (const text of decoder.decode(chunk)) parser.write(text)
  parser.write(decoder.end())
  parser.end()
}

type MessageParser = { write(text: string): void; end(): void }

const blank = /^\s*$/
/** Depths of the root of a message: bare, and within DistributionEnvelope/payloads/payload. */
const BARE = 1
const ENVELOPED = 4

function openParser(reader: MessageReader, limits: ReadLimits, decoder: XmlDecoder): MessageParser {
  const saxes = new SaxesParser({ xmlns: true })
  // The parser's own table inherits from Object.prototype, where &constructor; would be found.
  saxes.ENTITIES = Object.assign(Object.create(null), { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" })

  const open: XmlElement[] = []
  let parts: PartReader | undefined
  let depth = 0
  let rootDepth = 0
  let held = 0
  let attributes = 0
  let unreported = 0
  let sawText = false

  const refuse = (code: Hl7v3ErrorCode) => refused(code, `line ${saxes.line}`)
  const bounded = (length: number) => {
    unreported = 0
    if (length > limits.text) throw refuse('XML_TEXT_TOO_LONG')
  }

  // The parser's own messages quote the file; only which kind of fault it was is kept.
  saxes.on('error', fault => {
    throw refuse(faultCode(fault.message, sawText))
  })
  saxes.on('xmldecl', ({ version, encoding }) => {
    unreported = 0
    if (version !== '1.0') throw refuse('XML_VERSION')
    if (encoding !== undefined && !fits(encoding, decoder)) throw refuse('XML_ENCODING')
  })
  saxes.on('doctype', () => {
    throw refuse('XML_DOCTYPE')
  })
  saxes.on('processinginstruction', () => {
    throw refuse('XML_PROCESSING_INSTRUCTION')
  })
  saxes.on('comment', comment => bounded(comment.length))
  saxes.on('opentagstart', () => {
    unreported = 0
    attributes = 0
    depth += 1
    if (depth > limits.depth) throw refuse('XML_TOO_DEEP')
  })
  saxes.on('attribute', ({ value }) => {
    attributes += 1
    if (attributes > limits.attributes) throw refuse('XML_TOO_MANY_ATTRIBUTES')
    bounded(value.length)
  })
  saxes.on('opentag', tag => {
    unreported = 0
    if (rootDepth === 0) lookForRoot(tag)
    else if (depth > rootDepth) hold(tag)
    else if (depth === ENVELOPED && rootDepth === ENVELOPED) throw refuse('MESSAGE_SEVERAL')
  })
  saxes.on('text', addText)
  saxes.on('cdata', addText)
  saxes.on('closetag', () => {
    unreported = 0
    if (rootDepth > 0 && depth > rootDepth) {
      const closed = open.pop()
      if (depth === rootDepth + 1 && closed) parts?.part(closed)
    }
    depth -= 1
  })

  function lookForRoot(tag: SaxesTagNS): void {
    const isEnvelope = depth === BARE && tag.uri === ITK && tag.local === 'DistributionEnvelope'
    if (isEnvelope || (depth > BARE && depth < ENVELOPED)) {
      enveloped[depth] = tag.uri === ITK ? tag.local : undefined
      return
    }
    if (depth > ENVELOPED || (depth === ENVELOPED && !inPayload())) return
    if (tag.uri !== V3 || !reader.roots.includes(tag.local)) throw refuse('MESSAGE_WRONG_ROOT')
    rootDepth = depth
    parts = reader.open(elementOf(tag))
  }

  const enveloped: (string | undefined)[] = []
  const inPayload = () => enveloped[2] === 'payloads' && enveloped[3] === 'payload'

  function hold(tag: SaxesTagNS): void {
    const element = elementOf(tag)
    if (depth === rootDepth + 1 && !parts?.keepsParts) held = 0
    held += 1
    if (held > limits.elements) throw refuse('XML_TOO_MANY_ELEMENTS')
    open.at(-1)?.children.push(element)
    open.push(element)
  }

  function addText(text: string): void {
    bounded(text.length)
    const element = open.at(-1)
    if (element === undefined || (element.text === '' && blank.test(text))) return
    element.text += text
    bounded(element.text.length)
  }

  return {
    write(text) {
      sawText ||= !blank.test(text)
      unreported += text.length
      saxes.write(text)
      // Nothing was reported for so long: one text, attribute value, comment or name runs on and on.
      if (unreported > 2 * limits.text) throw refuse('XML_TEXT_TOO_LONG')
    },
    end() {
      saxes.close()
      if (rootDepth === 0) throw refused('MESSAGE_EMPTY')
    },
  }
}

function fits(declared: string, decoder: XmlDecoder): boolean {
  return decoder.encoding === 'utf-8' ? /^utf-8$/i.test(declared) : /^utf-16(le|be)?$/i.test(declared)
}

function elementOf(tag: SaxesTagNS): XmlElement {
  return { namespace: tag.uri, name: tag.local, attributes: tag.attributes, children: [], text: '' }
}

function faultCode(message: string, sawText: boolean): Hl7v3ErrorCode {
  if (message.includes('must contain a root element')) return sawText ? 'XML_TRUNCATED' : 'MESSAGE_EMPTY'
  if (/unclosed tag|unexpected end/.test(message)) return 'XML_TRUNCATED'
  if (message.includes('undefined entity')) return 'XML_ENTITY_UNKNOWN'
  return 'XML_NOT_WELL_FORMED'
}
