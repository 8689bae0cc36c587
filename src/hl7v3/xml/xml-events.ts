import { SaxesParser, type SaxesTagPlain, type XMLDecl } from 'saxes'
import { type Hl7v3ErrorCode, refused } from '../errors.ts'
import type { MessageParts, Refuse } from './message-parts.ts'
import type { ReadLimits } from './read-limits.ts'
import type { XmlElement } from './xml-element.ts'
import { makeNamespaces } from './xml-namespaces.ts'

/** Watches what no part of a message may exceed, whichever token it is in. */
type Guard = {
  fed(length: number): void
  /** Something ended here: what had been running on unreported was no single token. */
  reported(length?: number): void
}

function makeGuard(limits: ReadLimits, refuse: Refuse): Guard {
  let unreported = 0
  return {
    fed(length) {
      unreported += length
      if (unreported > 2 * limits.text) throw refuse('XML_TEXT_TOO_LONG')
    },
    reported(length = 0) {
      unreported = 0
      if (length > limits.text) throw refuse('XML_TEXT_TOO_LONG')
    },
  }
}

/** The parser with everything refused that a message of ours never has. `write` takes text, `end` closes the file. */
export type XmlEvents = { write(text: string): void; end(): void }

export type XmlEventsOptions = {
  readonly limits: ReadLimits
  /** Whether a declared encoding is the one the bytes were found to have. */
  readonly fitsEncoding: (declared: string) => boolean
  /** Makes who takes the elements. */
  readonly parts: (refuse: Refuse) => MessageParts
}

/**
 * The parser's handlers by the names it keeps them under. Set so, and not by `on`, which sets them by computed names:
 * V8 then keeps the parser as a dictionary, and reading takes several times as long (`bin/bench upload`).
 */
type Handlers = {
  errorHandler: (fault: Error) => void
  xmldeclHandler: (declaration: XMLDecl) => void
  commentHandler: (comment: string) => void
  doctypeHandler: () => void
  piHandler: () => void
  textHandler: (text: string) => void
  cdataHandler: (text: string) => void
  openTagStartHandler: () => void
  attributeHandler: (attribute: { name: string; value: string }) => void
  openTagHandler: (tag: SaxesTagPlain) => void
  closeTagHandler: () => void
}

/** Opens the parser. Throws XML_ codes with the line, MESSAGE_EMPTY for a file without a message. */
export function openXmlEvents({ limits, fitsEncoding, parts: makeParts }: XmlEventsOptions): XmlEvents {
  const saxes = new SaxesParser()
  // The parser's own table inherits from Object.prototype, where &constructor; would be found.
  saxes.ENTITIES = Object.assign(Object.create(null), { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" })
  const refuse: Refuse = code => refused(code, `line ${saxes.line}`)
  const guard = makeGuard(limits, refuse)
  const parts = makeParts(refuse)
  let sawText = false

  const handlers = saxes as unknown as Handlers
  refuseUnwanted(handlers, refuse)
  handlers.errorHandler = fault => {
    const code = faultCode(fault.message, sawText)
    throw code === 'MESSAGE_EMPTY' ? refused(code) : refuse(code)
  }
  handlers.xmldeclHandler = ({ version, encoding }) => {
    guard.reported()
    if (version !== '1.0') throw refuse('XML_VERSION')
    if (encoding !== undefined && !fitsEncoding(encoding)) throw refuse('XML_ENCODING')
  }
  handlers.commentHandler = comment => guard.reported(comment.length)
  const text = (text: string) => {
    guard.reported(text.length)
    parts.text(text)
  }
  handlers.textHandler = text
  handlers.cdataHandler = text
  takeTags({ saxes, handlers, limits, refuse, guard, parts })

  return {
    write(text) {
      sawText ||= /\S/.test(text)
      saxes.write(text)
      guard.fed(text.length)
    },
    end() {
      saxes.close()
      if (!parts.found) throw refused('MESSAGE_EMPTY')
    },
  }
}

function refuseUnwanted(handlers: Handlers, refuse: Refuse): void {
  handlers.doctypeHandler = () => {
    throw refuse('XML_DOCTYPE')
  }
  handlers.piHandler = () => {
    throw refuse('XML_PROCESSING_INSTRUCTION')
  }
}

type Wiring = {
  readonly saxes: SaxesParser
  readonly handlers: Handlers
  readonly limits: ReadLimits
  readonly refuse: Refuse
  readonly guard: Guard
  readonly parts: MessageParts
}

function takeTags({ saxes, handlers, limits, refuse, guard, parts }: Wiring): void {
  const namespaces = makeNamespaces()
  let depth = 0
  let attributes = 0
  let declares = false
  let prefixed: string[] = []
  let line = 1

  handlers.openTagStartHandler = () => {
    guard.reported()
    line = saxes.line
    attributes = 0
    declares = false
    prefixed = []
    depth += 1
    if (depth > limits.depth) throw refuse('XML_TOO_DEEP')
  }
  handlers.attributeHandler = ({ name, value }) => {
    guard.reported(value.length)
    attributes += 1
    if (attributes > limits.attributes) throw refuse('XML_TOO_MANY_ATTRIBUTES')
    if (name === 'xmlns' || name.startsWith('xmlns:')) declares = true
    else if (name.includes(':')) prefixed.push(name)
  }
  handlers.openTagHandler = tag => {
    guard.reported()
    parts.opened(elementOf(tag))
  }
  handlers.closeTagHandler = () => {
    guard.reported()
    parts.closed()
    namespaces.leave(depth)
    depth -= 1
  }

  function elementOf({ name, attributes: given }: SaxesTagPlain): XmlElement {
    if (declares && !namespaces.declare(depth, given)) throw refuse('XML_NOT_WELL_FORMED')
    const resolved = namespaces.resolve(name)
    if (!resolved || !prefixed.every(each => namespaces.resolve(each))) throw refuse('XML_NOT_WELL_FORMED')
    return { namespace: resolved.namespace, name: resolved.name, attributes: given, line, children: [], text: '' }
  }
}

/** The parser's own messages quote the file; only which kind of fault it was is kept. */
function faultCode(message: string, sawText: boolean): Hl7v3ErrorCode {
  if (message.includes('must contain a root element')) return sawText ? 'XML_TRUNCATED' : 'MESSAGE_EMPTY'
  if (/unclosed tag|unexpected end/.test(message)) return 'XML_TRUNCATED'
  if (message.includes('undefined entity')) return 'XML_ENTITY_UNKNOWN'
  return 'XML_NOT_WELL_FORMED'
}
