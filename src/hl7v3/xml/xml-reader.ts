import { type MessageReader, messageParts } from './message-parts.ts'
import { READ_LIMITS, type ReadLimits } from './read-limits.ts'
import { makeXmlDecoder } from './xml-encoding.ts'
import { openXmlEvents } from './xml-events.ts'

export type { MessageReader, PartReader } from './message-parts.ts'
export { READ_LIMITS, type ReadLimits } from './read-limits.ts'

/**
 * Reads one HL7 message, bare or as the payload of an ITK DistributionEnvelope (hl7v3.md 8.2), streaming: unless the
 * reader keeps them, one child of the message's root is held at a time. Bytes become text (xml-encoding), text becomes
 * bounded events (xml-events), events become parts (message-parts). Throws the XML_ and MESSAGE_ codes of the catalogue
 * with the line; what was handed over before stays handed over.
 */
export async function readMessage(
  bytes: AsyncIterable<Uint8Array>,
  reader: MessageReader,
  limits: ReadLimits = READ_LIMITS,
): Promise<void> {
  const decoder = makeXmlDecoder(limits.bytes)
  const events = openXmlEvents({
    limits,
    fitsEncoding: decoder.fits,
    parts: refuse => messageParts(reader, limits, refuse),
  })
  for await (const chunk of bytes) for (const text of decoder.decode(chunk)) events.write(text)
  events.write(decoder.end())
  events.end()
}
