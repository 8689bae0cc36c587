import type { MessageParts, Refuse } from './message-parts.ts'
import { READ_LIMITS, type ReadLimits } from './read-limits.ts'
import type { XmlElement } from './xml-element.ts'
import { decodeWhole } from './xml-encoding.ts'
import { openXmlEvents } from './xml-events.ts'

/** A question or an answer is a few kilobytes; the longest answer there can be is below 200 (hl7v3.md 4.4). */
export const TREE_LIMITS: ReadLimits = { ...READ_LIMITS, bytes: 1_048_576, elements: 20_000 }

/** Characters given to the parser at a time: small enough for limits to bite early. */
const SLICE = 65_536

const BLANK = /^\s*$/

/**
 * Reads a whole document as one element, whatever its root: SOAP envelopes, and what they carry. Throws the XML_ codes
 * with the line, MESSAGE_EMPTY for a document without an element.
 */
export function readTree(bytes: Uint8Array, limits: ReadLimits = TREE_LIMITS): XmlElement {
  const { text, fits } = decodeWhole(bytes, limits.bytes)
  const holder: { root?: XmlElement } = {}
  const events = openXmlEvents({ limits, fitsEncoding: fits, parts: refuse => treeParts(holder, limits, refuse) })
  for (let from = 0; from < text.length; from += SLICE) events.write(text.slice(from, from + SLICE))
  events.end()
  return holder.root as XmlElement
}

/** Holds every element under its parent. `events.end` refuses a document that has none. */
export function treeParts(holder: { root?: XmlElement }, limits: ReadLimits, refuse: Refuse): MessageParts {
  const open: XmlElement[] = []
  let held = 0
  return {
    get found() {
      return holder.root !== undefined
    },
    opened(element) {
      held += 1
      if (held > limits.elements) throw refuse('XML_TOO_MANY_ELEMENTS')
      const parent = open.at(-1)
      if (parent) parent.children.push(element)
      else holder.root = element
      open.push(element)
    },
    text(text) {
      const element = open.at(-1)
      if (element === undefined || (element.text === '' && BLANK.test(text))) return
      element.text += text
      if (element.text.length > limits.text) throw refuse('XML_TEXT_TOO_LONG')
    },
    closed() {
      open.pop()
    },
  }
}
