import { LOCALISATION, SOAP, V3, WSA, type XmlElement } from '../xml/xml-element.ts'

const PREFIXES: Readonly<Record<string, string>> = { [V3]: 'h', [LOCALISATION]: 'npfitlc', [SOAP]: 's', [WSA]: 'wsa' }
const DECLARED = Object.entries(PREFIXES).map(([uri, prefix]) => ` xmlns:${prefix}="${uri}"`)
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Writes an element as read back to XML, with prefixes of its own: what a change of one element is tried with. */
export function serialise(element: XmlElement, isRoot = true): string {
  const name = `${PREFIXES[element.namespace] ?? 'x'}:${element.name}`
  const attributes = Object.entries(element.attributes)
    .filter(([attribute]) => !attribute.startsWith('xmlns'))
    .map(([attribute, value]) => ` ${attribute}="${escaped(value ?? '')}"`)
  const inside = element.children.map(child => serialise(child, false)).join('') + escaped(element.text)
  return `<${name}${isRoot ? DECLARED.join('') : ''}${attributes.join('')}>${inside}</${name}>`
}
