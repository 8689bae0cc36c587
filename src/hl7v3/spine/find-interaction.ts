import { refused } from '../errors.ts'
import { SOAP, V3, type XmlElement } from '../xml/xml-element.ts'
import { isInteraction } from './interactions.ts'

/** A message of the query leg, the SOAP envelope it came in, and whether one more element stood around it. */
export type FoundInteraction = {
  readonly envelope?: XmlElement
  readonly message: XmlElement
  readonly isWrapped: boolean
}

const PAYLOADS = ['CP-ISQueryStub', 'CP-ISNHSQueryResponse']

/**
 * Finds the message in a document: the interaction or payload itself, or the one in the body of a SOAP envelope, with or
 * without one more element around it: `CP-ISNHSQueryResponse` by captures, any name by Spine's own transforms
 * (hl7v3.md 4.4.2, 4.8, 6.2). Throws MESSAGE_WRONG_ROOT, MESSAGE_SEVERAL, MESSAGE_EMPTY.
 */
export function findInteraction(document: XmlElement): FoundInteraction {
  if (document.namespace !== SOAP || document.name !== 'Envelope') return unwrapped(document)
  const [body, secondBody] = document.children.filter(each => each.namespace === SOAP && each.name === 'Body')
  if (body === undefined || secondBody) throw refused('MESSAGE_WRONG_ROOT', 'a SOAP envelope has one Body')
  const [held, another] = body.children
  if (held === undefined) throw refused('MESSAGE_EMPTY')
  if (another) throw refused('MESSAGE_SEVERAL')
  return { envelope: document, ...unwrapped(held) }
}

const isMessage = ({ namespace, name }: XmlElement) => namespace === V3 && isInteraction(name)

function unwrapped(element: XmlElement): FoundInteraction {
  if (isMessage(element)) return { message: element, isWrapped: false }
  const [inner, another] = element.children
  if (inner && isMessage(inner)) {
    if (another) throw refused('MESSAGE_SEVERAL')
    return { message: inner, isWrapped: true }
  }
  if (element.namespace !== V3 || !PAYLOADS.includes(element.name)) throw refused('MESSAGE_WRONG_ROOT')
  return { message: element, isWrapped: false }
}
