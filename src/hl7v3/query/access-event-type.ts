import { refused } from '../errors.ts'
import { attribute, textOf, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'

// The silent read of patch D. The element's name and that `false` means silent are published; its parent, its position
// and its spelling are not (hl7v3.md 11). Everything about them is here, so that the true form is one line to change.

const NAME = 'accessEventType'
const QUERY = 'cP-ISNHSQuery'

/**
 * How our client writes it: not at all, as a query parameter with its value in the element `value` or in the attribute,
 * or as a text within the query. All are guesses; `none` until the true form is known.
 */
export const ACCESS_EVENT_TYPE_FORMS = [
  'none',
  'queryByParameterValue',
  'queryByParameterAttribute',
  'queryText',
] as const
export type AccessEventTypeForm = (typeof ACCESS_EVENT_TYPE_FORMS)[number]

/** What goes before the other children of `cP-ISNHSQuery`, and of its `queryByParameter`. */
export type WrittenAccessEventType = { readonly inQuery?: Xml; readonly inParameters?: Xml }

/** Writes whether the care is unscheduled; `false` is silent. Nothing is written when the caller says nothing. */
export function writeAccessEventType(
  form: AccessEventTypeForm,
  unscheduled: boolean | undefined,
): WrittenAccessEventType {
  if (unscheduled === undefined) return {}
  const value = String(unscheduled)
  switch (form) {
    case 'none':
      return {}
    case 'queryByParameterValue':
      return { inParameters: xml`<accessEventType><value value="${value}"/></accessEventType>` }
    case 'queryByParameterAttribute':
      return { inParameters: xml`<accessEventType value="${value}"/>` }
    case 'queryText':
      return { inQuery: xml`<accessEventType>${value}</accessEventType>` }
  }
}

const isAccessEventType = (element: XmlElement) => element.name === NAME

/**
 * A message as its schema knows it: without the element within the query, where its place is in nobody's order. Anywhere
 * else it stays and does not belong there, so that a silent look-up is not taken for a standard one.
 */
export function withoutAccessEventType(message: XmlElement, isInQuery = false): XmlElement {
  if (isInQuery ? within(message).length === 0 : !hasOneInQuery(message)) return message
  const kept = isInQuery ? message.children.filter(child => !isAccessEventType(child)) : message.children
  const children = kept.map(child => withoutAccessEventType(child, isInQuery || child.name === QUERY))
  return { ...message, children }
}

const hasOneInQuery = (element: XmlElement): boolean =>
  element.children.some(child => (child.name === QUERY ? within(child).length > 0 : hasOneInQuery(child)))

/**
 * Reads it wherever it stands within `cP-ISNHSQuery`: its attribute `value`, else that of its child `value`, else its
 * text. `undefined` when it is not there. Throws QUERY_ACCESS_EVENT_TYPE when it is there twice or says something else
 * than true or false: a guess would tell an authority, or fail to.
 */
export function readAccessEventType(query: XmlElement): boolean | undefined {
  const [found, another] = within(query)
  if (found === undefined) return undefined
  const [valued, anotherValue] = found.children
  const said = attribute(found, 'value') ?? attribute(valued, 'value') ?? textOf(found)
  const isOne = another === undefined && anotherValue === undefined && (valued === undefined || valued.name === 'value')
  if (isOne && (said === 'false' || said === '0')) return false
  if (isOne && (said === 'true' || said === '1')) return true
  throw refused('QUERY_ACCESS_EVENT_TYPE')
}

/** Every such element below, outermost only. */
function within(element: XmlElement, found: XmlElement[] = []): readonly XmlElement[] {
  for (const child of element.children) {
    if (isAccessEventType(child)) found.push(child)
    else if (child.children.length > 0) within(child, found)
  }
  return found
}
