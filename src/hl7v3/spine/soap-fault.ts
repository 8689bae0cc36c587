import { present } from '../present.ts'
import { NASP, SOAP, textOf, type XmlElement } from '../xml/xml-element.ts'
import { document, xml } from '../xml/xml-writer.ts'

/** A transport failure (hl7v3.md 7). */
export type SoapFault = {
  /** Whose mistake it was. */
  readonly by: 'Client' | 'Server'
  readonly code: string
  /** Where in the request: a header, an element, a path. Nothing of its text. */
  readonly location: string
  readonly description: string
}

const CONTEXT = 'urn:nhs:names:error:tms'

/** Writes a fault as a whole envelope; it goes with HTTP 500. */
export function writeFault({ by, code, location, description }: SoapFault): string {
  return document(
    xml`<SOAP:Envelope xmlns:SOAP="${SOAP}"><SOAP:Body><SOAP:Fault><faultcode>SOAP:${by}</faultcode><faultstring>${description}</faultstring><detail><nasp:errorList xmlns:nasp="${NASP}"><nasp:error><nasp:codeContext>${CONTEXT}</nasp:codeContext><nasp:errorCode>${code}</nasp:errorCode><nasp:severity>Error</nasp:severity><nasp:location>${location}</nasp:location><nasp:description>${description}</nasp:description></nasp:error></nasp:errorList></detail></SOAP:Fault></SOAP:Body></SOAP:Envelope>`,
  )
}

/** What a fault says. Absent is what it does not. */
export type ReadFault = { readonly code?: string; readonly location?: string; readonly description?: string }

/**
 * Reads a fault, the parts by name in whatever namespace and order (hl7v3.md 7); `undefined` when the document is no
 * envelope with a fault in it.
 */
export function readFault(envelope: XmlElement): ReadFault | undefined {
  const body = envelope.children.find(each => each.name === 'Body' && each.namespace === SOAP)
  const fault = body?.children.find(each => each.name === 'Fault' && each.namespace === SOAP)
  if (fault === undefined) return undefined
  const said = (name: string) => textOf(firstNamed(fault, name))
  return present({
    code: said('errorCode') ?? said('faultcode'),
    location: said('location'),
    description: said('description') ?? said('faultstring'),
  })
}

function firstNamed(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : firstNamed(child, name)
    if (found) return found
  }
  return undefined
}
