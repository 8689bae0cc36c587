import { attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { OID, type Template } from './vocabulary.ts'

/** `contentId`, then the template's element: the two always fit (hl7v3.md 2.3). */
export function writeContent(template: Template, content: Xml): Xml {
  const element = { xml: template.element }
  return xml`<npfitlc:contentId root="${OID.contentId}" extension="${template.content}"/><${element}>${content}</${element}>`
}

/**
 * The one template element of a holder, if it is among these and its `contentId` fits it. A misfit is no small thing:
 * readers take the plan type from either.
 */
export function readContent<Kind extends string>(
  holder: XmlElement,
  templates: Readonly<Record<Kind, Template>>,
): { readonly kind: Kind; readonly element: XmlElement } | undefined {
  const [id, secondId] = childrenOf(holder, 'contentId', LOCALISATION)
  const [element, second] = holder.children.filter(each => each.namespace === V3)
  if (element === undefined || second !== undefined || secondId !== undefined) return undefined
  for (const kind in templates) {
    const fits = element.name === templates[kind].element && attribute(id, 'extension') === templates[kind].content
    if (fits && attribute(id, 'root') === OID.contentId) return { kind, element }
  }
  return undefined
}
