import { refused } from '../errors.ts'
import { SOAP, V3, type XmlElement } from '../xml/xml-element.ts'
import { isInteraction } from './interactions.ts'

/** A message of the query leg and the SOAP envelope it came in, if it came in one. */
export type FoundInteraction = { readonly envelope?: XmlElement; readonly message: XmlElement }

const PAYLOADS = ['CP-ISQueryStub', 'CP-ISNHSQueryResponse']

/**
 * Finds the message in a document: the interaction or payload itself, or the one in the body of a SOAP envelope, with or
 * without the outer `CP-ISNHSQueryResponse` (hl7v3.md 4.4.2, 6.2). Throws MESSAGE_WRONG_ROOT, MESSAGE_SEVERAL,
 * MESSAGE_EMPTY.
 */
export function findInteraction(document: XmlElement): FoundInteraction {
  if (document.namespace !== SOAP || document.name !== 'Envelope') return { message: unwrapped(document) }
  const [body, secondBody] = document.children.filter(each => each.namespace === SOAP && each.name === 'Body')
  if (body === undefined || secondBody) throw refused('MESSAGE_WRONG_ROOT', 'a SOAP envelope has one Body')
  const [held, another] = body.children
  if (held === undefined) throw refused('MESSAGE_EMPTY')
  if (another) throw refused('MESSAGE_SEVERAL')
  return { envelope: document, message: unwrapped(held) }
}

function unwrapped(element: XmlElement): XmlElement {
  if (element.namespace !== V3) throw refused('MESSAGE_WRONG_ROOT')
  const [inner, another] = element.children
  const isWrapper = element.name === 'CP-ISNHSQueryResponse' && inner !== undefined && isInteraction(inner.name)
  if (isWrapper && another) throw refused('MESSAGE_SEVERAL')
  if (isWrapper && inner.namespace === V3) return inner
  if (!isInteraction(element.name) && !PAYLOADS.includes(element.name)) throw refused('MESSAGE_WRONG_ROOT')
  return element
}
