import { refused } from '../errors.ts'
import { readTree } from '../xml/xml-tree.ts'
import { document, type Xml } from '../xml/xml-writer.ts'
import { type EbxmlHeader, type ReadEbxmlHeader, readEbxmlHeader, writeHeaderPart } from './ebxml-header.ts'
import { multipartType, readMultipart, writeMultipart } from './multipart.ts'

/** A message as it is posted. */
export type PostedMessage = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

const HEADER_ID = 'ebXMLHeader@spine.nhs.uk'
const XML_TYPE = 'text/xml; charset=UTF-8'

/** Writes an interaction as an ebXML message: header part, payload part (hl7v3.md 6.4). */
export function writeEbxmlMessage(header: EbxmlHeader, payload: Xml, wantsAcknowledgment: boolean): PostedMessage {
  const payloadId = `${header.messageId}@spine.nhs.uk`
  const first = writeHeaderPart(header, payloadId, wantsAcknowledgment)
  return {
    headers: { SOAPAction: `"${header.service}/${header.action}"`, 'Content-Type': multipartType(HEADER_ID) },
    body: writeMultipart([
      { contentId: HEADER_ID, contentType: XML_TYPE, body: Buffer.from(first) },
      { contentId: payloadId, contentType: XML_TYPE, body: Buffer.from(document(payload)) },
    ]),
  }
}

export type ReadEbxmlMessage = { readonly header: ReadEbxmlHeader; readonly payload: Uint8Array }

/** Reads an ebXML message with one payload. Throws the XML_ codes and MESSAGE_INCOMPLETE. */
export function readEbxmlMessage(contentType: string, body: Uint8Array): ReadEbxmlMessage {
  const [first, payload, another] = readMultipart(contentType, body)
  if (first === undefined || payload === undefined || another) throw refused('MESSAGE_INCOMPLETE', 'one payload')
  return { header: readEbxmlHeader(readTree(first.body)), payload: payload.body }
}
