import { LOCALISATION, V3 } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'

/** The namespace declarations of every message's root (hl7v3.md 2.1). */
export const messageAttributes: Xml = xml`xmlns="${V3}" xmlns:npfitlc="${LOCALISATION}"`
