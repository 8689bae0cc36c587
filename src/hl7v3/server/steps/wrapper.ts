import { systemsOf } from '../../spine/soap-envelope.ts'
import { at, attribute, childrenOf, type XmlElement } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine, type SpineErrorCode } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/** The first element and the attribute that must be there, each once (hl7v3.md 9.1, in its order). */
const HEAD: readonly [element: string, attribute: string, code: SpineErrorCode][] = [
  ['id', 'root', 'SPINE_INVALID_ID'],
  ['creationTime', 'value', 'SPINE_INVALID_CREATION_TIME'],
  ['versionCode', 'code', 'SPINE_INVALID_VERSION_CODE'],
]

/** What the service checks of the transmission wrapper. Throws the codes of `ErrorBase1732` (hl7v3.md 9.1). */
export function checkWrapper(_deps: SpineDeps, query: QueryInHand): void {
  const message = known(query, 'message')
  for (const [element, name, code] of HEAD) {
    const [found, another] = childrenOf(message, element)
    if (attribute(found, name) === undefined || another) throw refusedBySpine(code)
  }
  if (attribute(at(message, 'interactionId'), 'extension') !== message.name)
    throw refusedBySpine('SPINE_INCONSISTENT_INTERACTION_ID')
  onlySystem(message, 'communicationFunctionRcv', 'SPINE_INVALID_RECEIVER')
  query.sender = onlySystem(message, 'communicationFunctionSnd', 'SPINE_INVALID_SENDER')
  if (childrenOf(message, 'ControlActEvent').length !== 1) throw refusedBySpine('SPINE_INVALID_CONTROL_ACT')
  query.messageId = attribute(at(message, 'id'), 'root') ?? ''
}

function onlySystem(message: XmlElement, name: string, code: SpineErrorCode): string {
  const [system, another] = systemsOf(message, name)
  if (system === undefined || another !== undefined || childrenOf(message, name).length !== 1)
    throw refusedBySpine(code)
  return system
}
