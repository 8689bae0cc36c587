import { actionOf, isInteraction } from '../spine/interactions.ts'
import { readAddressing, systemsOf } from '../spine/soap-envelope.ts'
import { at, attribute, type XmlElement } from '../xml/xml-element.ts'
import { FORMS } from './forms.ts'
import type { Spot } from './spot.ts'

/**
 * What the header of an envelope must say, and where it must agree with the message (hl7v3.md 5.1, 6.1, 18). Headers
 * have no order.
 */
export function checkSoap(envelope: XmlElement, message: XmlElement, here: Spot): void {
  const header = readAddressing(envelope)
  const { messageIdAsSent = '', action, to = '' } = header
  const at1 = here.at('Header', envelope.line)
  if (!FORMS.prefixedUuid.pattern.test(messageIdAsSent))
    at1.report(`has no wsa:MessageID of the right form; wanted: ${FORMS.prefixedUuid.wanted}`)
  if (isInteraction(message.name)) {
    if (action !== actionOf(message.name)) at1.report(`has no wsa:Action ${actionOf(message.name)}`)
    if (header.messageId !== attribute(at(message, 'id'), 'root')?.toLowerCase())
      at1.report('has a wsa:MessageID that is not the id of the message')
  }
  if (to.length <= 8) at1.report('has no wsa:To longer than eight characters')
  if (header.from === undefined) at1.report('has no wsa:From with a wsa:Address')
  for (const [name, found] of [
    ['communicationFunctionRcv', header.receivers],
    ['communicationFunctionSnd', header.senders],
  ] as const) {
    const [own] = systemsOf(message, name)
    if (found.length !== 1 || !FORMS.twelveDigits.pattern.test(found[0] ?? ''))
      at1.report(`has no ${name} with one accredited system id of twelve digits`)
    else if (own !== undefined && own !== found[0]) at1.report(`has another ${name} than the message`)
  }
}
