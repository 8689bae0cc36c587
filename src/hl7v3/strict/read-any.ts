import { type MessageParts, messageParts, type PartReader, type Refuse } from '../xml/message-parts.ts'
import type { ReadLimits } from '../xml/read-limits.ts'
import { SOAP, V3, type XmlElement } from '../xml/xml-element.ts'
import { makeXmlDecoder } from '../xml/xml-encoding.ts'
import { openXmlEvents } from '../xml/xml-events.ts'
import { treeParts } from '../xml/xml-tree.ts'
import { FILE_ROOTS, QUERY_ROOTS } from './element-rules.ts'

const WHOLE: readonly string[] = QUERY_ROOTS

/**
 * Reads a document that may be any of the messages: a file of an authority goes to `open` part by part, since it may be
 * large; a message of the query leg, or a SOAP envelope, is returned whole. Throws the XML_ and MESSAGE_ codes.
 */
export async function readAny(
  bytes: AsyncIterable<Uint8Array>,
  open: (root: XmlElement) => PartReader,
  limits: ReadLimits,
): Promise<XmlElement | undefined> {
  const decoder = makeXmlDecoder(limits.bytes)
  const holder: { root?: XmlElement } = {}
  const parts = (refuse: Refuse) => {
    const ofFile = messageParts({ roots: FILE_ROOTS, open }, limits, refuse)
    return firstDecides(ofFile, treeParts(holder, limits, refuse))
  }
  const events = openXmlEvents({ limits, fitsEncoding: decoder.fits, parts })
  for await (const chunk of bytes) for (const text of decoder.decode(chunk)) events.write(text)
  events.write(decoder.end())
  events.end()
  return holder.root
}

const isWhole = ({ namespace, name }: XmlElement) =>
  (namespace === SOAP && name === 'Envelope') || (namespace === V3 && WHOLE.includes(name))

/** The first element says which of the two takes the document. */
function firstDecides(ofFile: MessageParts, ofTree: MessageParts): MessageParts {
  let chosen: MessageParts | undefined
  return {
    get found() {
      return chosen?.found ?? false
    },
    opened(element) {
      chosen ??= isWhole(element) ? ofTree : ofFile
      chosen.opened(element)
    },
    text: text => chosen?.text(text),
    closed: () => chosen?.closed(),
  }
}
