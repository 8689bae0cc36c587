import { refused } from '../errors.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Upper case on the wire (hl7v3.md 2.4). Throws WRITE_IDENTIFIER for what is no UUID. */
export function wireUuid(id: string): string {
  if (!UUID.test(id)) throw refused('WRITE_IDENTIFIER', 'a message or query id')
  return id.toUpperCase()
}

/** An element `id` with a UUID as its root. Throws WRITE_IDENTIFIER. */
export function writeUuid(id: string): Xml {
  return xml`<id root="${wireUuid(id)}"/>`
}
