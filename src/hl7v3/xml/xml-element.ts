/** An element as read, prefixes resolved. Attributes are keyed as written; ours have no prefix. */
export type XmlElement = {
  readonly namespace: string
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  /** The line of the file its tag begins on, from 1. */
  readonly line: number
  readonly children: XmlElement[]
  /** All character data directly within, joined. */
  text: string
}

/** Namespaces exactly as on the wire (hl7v3.md 2.1). */
export const V3 = 'urn:hl7-org:v3'
export const LOCALISATION = 'NPFIT:HL7:Localisation'
export const ITK = 'urn:nhs-itk:ns:201005'
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const WSA = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
export const NASP = 'http://national.carerecords.nhs.uk/schema/'

/** Ours: what no message has today and a decision of the programme adds (decision 64). */
export const EXTENSION = 'https://open-cpis.example.org/hl7v3'

/** Children of the HL7 namespace with this local name, in the order sent. */
export function childrenOf(element: XmlElement | undefined, name: string, namespace = V3): XmlElement[] {
  const found: XmlElement[] = []
  if (element !== undefined)
    for (const each of element.children) if (each.name === name && each.namespace === namespace) found.push(each)
  return found
}

/** The first element down this path of local names. */
export function at(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = element
  for (const name of path) found = found?.children.find(each => each.name === name && each.namespace === V3)
  return found
}

/** An attribute's value without surrounding blanks; `undefined` when absent or blank. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes[name]?.trim() || undefined
}

/** The element's text without surrounding blanks; `undefined` when absent or blank. */
export function textOf(element: XmlElement | undefined): string | undefined {
  return element?.text.trim() || undefined
}
