import type { Hl7v3ErrorCode } from '../errors.ts'
import type { ReadLimits } from './read-limits.ts'
import { ITK, V3, type XmlElement } from './xml-element.ts'

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

/** Makes the error of a code, with the line. */
export type Refuse = (code: Hl7v3ErrorCode) => Error

/** Finds the message in a file and hands over its parts, as elements open and close. */
export type MessageParts = {
  readonly found: boolean
  opened(element: XmlElement): void
  text(text: string): void
  closed(): void
}

const BLANK = /^\s*$/
/** Depths of a message's root: bare, and within DistributionEnvelope/payloads/payload (hl7v3.md 8.3). */
const BARE = 1
const ENVELOPED = 4

/** Knows the envelope's elements: it takes those that are not where a message may begin. */
function envelopeAround() {
  const names: string[] = []
  return {
    takes({ namespace, name }: XmlElement, depth: number): boolean {
      if (depth === BARE && (namespace !== ITK || name !== 'DistributionEnvelope')) return false
      if (depth < ENVELOPED) names[depth] = namespace === ITK ? name : ''
      return depth < ENVELOPED || names[2] !== 'payloads' || names[3] !== 'payload'
    },
  }
}

/**
 * Keeps the place in the file: bare message or envelope, root, parts. Throws MESSAGE_WRONG_ROOT, MESSAGE_SEVERAL,
 * XML_TOO_MANY_ELEMENTS and XML_TEXT_TOO_LONG.
 */
export function messageParts(reader: MessageReader, limits: ReadLimits, refuse: Refuse): MessageParts {
  const open: XmlElement[] = []
  const around = envelopeAround()
  let parts: PartReader | undefined
  let depth = 0
  let rootDepth = 0
  let held = 0

  function opened(element: XmlElement): void {
    depth += 1
    if (rootDepth === 0) lookForRoot(element)
    else if (depth > rootDepth) hold(element)
    else if (depth === ENVELOPED) throw refuse('MESSAGE_SEVERAL')
  }

  function lookForRoot(element: XmlElement): void {
    if (around.takes(element, depth) || depth > ENVELOPED) return
    if (element.namespace !== V3 || !reader.roots.includes(element.name)) throw refuse('MESSAGE_WRONG_ROOT')
    rootDepth = depth
    parts = reader.open(element)
  }

  function hold(element: XmlElement): void {
    if (depth === rootDepth + 1 && !parts?.keepsParts) held = 0
    held += 1
    if (held > limits.elements) throw refuse('XML_TOO_MANY_ELEMENTS')
    open.at(-1)?.children.push(element)
    open.push(element)
  }

  function text(text: string): void {
    const element = open.at(-1)
    if (element === undefined || (element.text === '' && BLANK.test(text))) return
    element.text += text
    if (element.text.length > limits.text) throw refuse('XML_TEXT_TOO_LONG')
  }

  function closed(): void {
    if (rootDepth > 0 && depth > rootDepth) {
      const element = open.pop()
      if (depth === rootDepth + 1 && element) parts?.part(element)
    }
    depth -= 1
  }

  return {
    get found() {
      return rootDepth > 0
    },
    opened,
    text,
    closed,
  }
}
