import { wireUuid } from '../parts/uuid.ts'
import { OID } from '../parts/vocabulary.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, SOAP, textOf, V3, WSA, type XmlElement } from '../xml/xml-element.ts'
import { document, type Xml, xml } from '../xml/xml-writer.ts'
import { writeFunctions } from './transmission.ts'

/** The header of a message over SOAP (hl7v3.md 6.1, 6.2). Ids are UUIDs without their prefix `uuid:`. */
export type Addressing = {
  readonly messageId: string
  readonly action: string
  readonly to: string
  readonly from: string
  readonly replyTo?: string
  readonly relatesTo?: string
  /** Accredited system ids. */
  readonly receiver: string
  readonly sender: string
}

/** What a header was found to hold; nothing in it has been checked. Ids are in lower case. */
export type ReadAddressing = {
  readonly messageId?: string
  /** As sent, prefix and all. */
  readonly messageIdAsSent?: string
  readonly action?: string
  readonly to?: string
  readonly from?: string
  readonly replyTo?: string
  readonly relatesTo?: string
  readonly receivers: readonly string[]
  readonly senders: readonly string[]
}

/** Writes a whole SOAP 1.1 envelope, the header in the order captures have it. Throws WRITE_IDENTIFIER. */
export function writeEnvelope(addressing: Addressing, body: Xml): string {
  const { messageId, action, to, from, replyTo, relatesTo } = addressing
  const reply =
    replyTo === undefined ? undefined : xml`<wsa:ReplyTo><wsa:Address>${replyTo}</wsa:Address></wsa:ReplyTo>`
  const relates = relatesTo === undefined ? undefined : xml`<wsa:RelatesTo>uuid:${wireUuid(relatesTo)}</wsa:RelatesTo>`
  return document(
    xml`<SOAP:Envelope xmlns:SOAP="${SOAP}" xmlns:wsa="${WSA}"><SOAP:Header><wsa:MessageID>uuid:${wireUuid(messageId)}</wsa:MessageID><wsa:Action>${action}</wsa:Action><wsa:To>${to}</wsa:To><wsa:From><wsa:Address>${from}</wsa:Address></wsa:From>${writeFunctions(addressing, IN_V3)}${reply}${relates}</SOAP:Header><SOAP:Body>${body}</SOAP:Body></SOAP:Envelope>`,
  )
}

/** In the header the HL7 namespace is not that of the elements around. */
const IN_V3: Xml = xml` xmlns="${V3}"`

/** Reads the header of an envelope by names; what is missing is absent. */
export function readAddressing(envelope: XmlElement): ReadAddressing {
  const header = envelope.children.find(each => each.namespace === SOAP && each.name === 'Header')
  const text = (name: string) => textOf(childrenOf(header, name, WSA)[0])
  const address = (name: string) => textOf(childrenOf(childrenOf(header, name, WSA)[0], 'Address', WSA)[0])
  const messageIdAsSent = text('MessageID')
  return present({
    messageId: uuidWithin(messageIdAsSent),
    messageIdAsSent,
    action: text('Action'),
    to: text('To'),
    from: address('From'),
    replyTo: address('ReplyTo'),
    relatesTo: uuidWithin(text('RelatesTo')),
    receivers: systemsOf(header, 'communicationFunctionRcv'),
    senders: systemsOf(header, 'communicationFunctionSnd'),
  })
}

/** `uuid:` and the UUID, or the UUID alone; in lower case. */
function uuidWithin(text: string | undefined): string | undefined {
  return text?.replace(/^(urn:)?uuid:/i, '').toLowerCase()
}

/** The accredited system ids that stand in elements of this name. */
export function systemsOf(holder: XmlElement | undefined, name: string): string[] {
  return childrenOf(holder, name).flatMap(each => {
    const id = at(each, 'device', 'id')
    const extension = attribute(id, 'extension')
    return attribute(id, 'root') === OID.systemId && extension !== undefined ? [extension] : []
  })
}
