import { refused } from '../errors.ts'
import { present } from '../present.ts'
import { childrenOf, SOAP, textOf, type XmlElement } from '../xml/xml-element.ts'
import { document, type Xml, xml } from '../xml/xml-writer.ts'

/** Of ebMS 2.0 (hl7v3.md 6.4). */
export const EB = 'http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd'
const XLINK = 'http://www.w3.org/1999/xlink'
const HL7_EBXML = 'urn:hl7-org:transport/ebxml/DSTUv1.0'
const PARTY_TYPE = 'urn:nhs:names:partyType:ocs+serviceInstance'
/** Of messages about messages: acknowledgments and errors. */
export const MESSAGE_SERVICE = 'urn:oasis:names:tc:ebxml-msg:service'
const TO_PARTY = 'urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH'

/** The header of an ebXML message. Ids are as on the wire: upper-case UUIDs, here. */
export type EbxmlHeader = {
  readonly fromParty: string
  readonly toParty: string
  readonly cpaId: string
  readonly conversationId: string
  readonly service: string
  readonly action: string
  readonly messageId: string
  readonly sentAt: Date
  readonly refToMessageId?: string
}

/** What a header says besides, read only. */
export type ReadEbxmlHeader = Omit<EbxmlHeader, 'sentAt'> & {
  readonly wantsAcknowledgment: boolean
  /** Codes of an error message; empty for any other. */
  readonly errors: readonly string[]
}

function envelope(header: Xml, body?: Xml): string {
  return document(
    xml`<SOAP:Envelope xmlns:SOAP="${SOAP}" xmlns:eb="${EB}" xmlns:xlink="${XLINK}" xmlns:hl7ebxml="${HL7_EBXML}"><SOAP:Header>${header}</SOAP:Header><SOAP:Body>${body}</SOAP:Body></SOAP:Envelope>`,
  )
}

function messageHeader(header: EbxmlHeader): Xml {
  const { fromParty, toParty, cpaId, conversationId, service, action, messageId, sentAt, refToMessageId } = header
  const party = (id: string) => xml`<eb:PartyId eb:type="${PARTY_TYPE}">${id}</eb:PartyId>`
  const ref = refToMessageId === undefined ? undefined : xml`<eb:RefToMessageId>${refToMessageId}</eb:RefToMessageId>`
  return xml`<eb:MessageHeader eb:version="2.0" SOAP:mustUnderstand="1"><eb:From>${party(fromParty)}</eb:From><eb:To>${party(toParty)}</eb:To><eb:CPAId>${cpaId}</eb:CPAId><eb:ConversationId>${conversationId}</eb:ConversationId><eb:Service>${service}</eb:Service><eb:Action>${action}</eb:Action><eb:MessageData><eb:MessageId>${messageId}</eb:MessageId><eb:Timestamp>${timestamp(sentAt)}</eb:Timestamp>${ref}</eb:MessageData></eb:MessageHeader>`
}

const timestamp = (at: Date) => `${at.toISOString().slice(0, 19)}Z`

/** Writes the first part of a message that carries a payload of this id. */
export function writeHeaderPart(header: EbxmlHeader, payloadId: string, wantsAcknowledgment: boolean): string {
  const wanted = wantsAcknowledgment
    ? xml`<eb:AckRequested eb:version="2.0" SOAP:mustUnderstand="1" SOAP:actor="${TO_PARTY}" eb:signed="false"/>`
    : undefined
  const manifest = xml`<eb:Manifest eb:version="2.0"><eb:Reference xlink:href="cid:${payloadId}"><eb:Schema eb:location="http://www.nhsia.nhs.uk/schemas/HL7-Message.xsd" eb:version="1.0"/><eb:Description xml:lang="en">HL7 payload</eb:Description><hl7ebxml:Payload style="HL7" encoding="XML" version="3.0"/></eb:Reference></eb:Manifest>`
  return envelope(xml`${messageHeader(header)}${wanted}`, manifest)
}

/** Writes an acknowledgment: the message was taken. */
export function writeAcknowledgment(header: EbxmlHeader): string {
  const { fromParty, refToMessageId = '', sentAt } = header
  const acknowledgment = xml`<eb:Acknowledgment eb:version="2.0" SOAP:mustUnderstand="1" SOAP:actor="${TO_PARTY}"><eb:Timestamp>${timestamp(sentAt)}</eb:Timestamp><eb:RefToMessageId>${refToMessageId}</eb:RefToMessageId><eb:From><eb:PartyId eb:type="${PARTY_TYPE}">${fromParty}</eb:PartyId></eb:From></eb:Acknowledgment>`
  return envelope(xml`${messageHeader(header)}${acknowledgment}`)
}

/** Writes an error: the message was not taken. */
export function writeMessageError(
  header: EbxmlHeader,
  error: { readonly code: string; readonly words: string },
): string {
  const { code, words } = error
  const list = xml`<eb:ErrorList eb:version="2.0" SOAP:mustUnderstand="1" eb:highestSeverity="Error"><eb:Error eb:errorCode="${code}" eb:severity="Error" eb:codeContext="urn:oasis:names:tc:ebxml-msg:service:errors"><eb:Description xml:lang="en">${words}</eb:Description></eb:Error></eb:ErrorList>`
  return envelope(xml`${messageHeader(header)}${list}`)
}

/** Reads a header from its envelope. Throws MESSAGE_INCOMPLETE naming what is missing. */
export function readEbxmlHeader(part: XmlElement): ReadEbxmlHeader {
  const header = part.children.find(each => each.namespace === SOAP && each.name === 'Header')
  const [message] = childrenOf(header, 'MessageHeader', EB)
  const text = (...path: string[]) => {
    let found = message
    for (const name of path) found = childrenOf(found, name, EB)[0]
    return textOf(found)
  }
  const needed = (...path: string[]) => {
    const value = text(...path)
    if (value === undefined) throw refused('MESSAGE_INCOMPLETE', `eb:${path.at(-1)}`)
    return value
  }
  const errors = childrenOf(childrenOf(header, 'ErrorList', EB)[0], 'Error', EB)
  return present({
    fromParty: needed('From', 'PartyId'),
    toParty: needed('To', 'PartyId'),
    cpaId: needed('CPAId'),
    conversationId: needed('ConversationId'),
    service: needed('Service'),
    action: needed('Action'),
    messageId: needed('MessageData', 'MessageId'),
    refToMessageId: text('MessageData', 'RefToMessageId'),
    wantsAcknowledgment: childrenOf(header, 'AckRequested', EB).length > 0,
    errors: errors.map(each => codeOf(each)),
  })
}

const codeOf = (error: XmlElement) => error.attributes['eb:errorCode'] ?? error.attributes['errorCode'] ?? ''
