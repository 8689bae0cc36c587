import { actionOf, isInteraction } from '../spine/interactions.ts'
import { readAddressing, systemsOf } from '../spine/soap-envelope.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { FORMS } from './forms.ts'
import type { Spot } from './spot.ts'

/**
 * What the header of an envelope must say, and where it must agree with the message (hl7v3.md 5.1, 6.1, 18). Headers
 * have no order.
 */
export function checkSoap(envelope: XmlElement, message: XmlElement, here: Spot): void {
  const header = readAddressing(envelope)
  const { messageIdAsSent = '', action, to = '' } = header
  const headers = here.at(() => 'Header', envelope.line)
  if (!FORMS.prefixedUuid.pattern.test(messageIdAsSent))
    headers.report(`has no wsa:MessageID of the right form; wanted: ${FORMS.prefixedUuid.wanted}`)
  if (isInteraction(message.name)) {
    if (action !== actionOf(message.name)) headers.report(`has no wsa:Action ${actionOf(message.name)}`)
  }
  if (to.length <= 8) headers.report('has no wsa:To longer than eight characters')
  if (header.from === undefined) headers.report('has no wsa:From with a wsa:Address')
  for (const [name, found] of [
    ['communicationFunctionRcv', header.receivers],
    ['communicationFunctionSnd', header.senders],
  ] as const) {
    const [own] = systemsOf(message, name)
    if (found.length !== 1 || !FORMS.twelveDigits.pattern.test(found[0] ?? ''))
      headers.report(`has no ${name} with one accredited system id of twelve digits`)
    else if (own !== undefined && own !== found[0]) headers.report(`has another ${name} than the message`)
  }
}
