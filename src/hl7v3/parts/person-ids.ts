import { present } from '../present.ts'
import { attribute, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { OID } from './vocabulary.ts'

/** The ids of a child or mother: the NHS number first, then the local authority's own (hl7v3.md 3.1). */
export type PersonIds = {
  readonly nhsNumber?: string
  readonly localId?: string
  readonly localIdAuthority?: string
}

/** Writes one or two ids under the given element name; nothing when there is none. */
export function writePersonIds(element: 'id' | 'value', ids: PersonIds): Xml {
  const name = { xml: element }
  const nhsNumber =
    ids.nhsNumber === undefined ? undefined : xml`<${name} root="${OID.nhsNumber}" extension="${ids.nhsNumber}"/>`
  if (ids.localId === undefined) return xml`${nhsNumber}`
  const authority =
    ids.localIdAuthority === undefined ? undefined : xml` assigningAuthorityName="${ids.localIdAuthority}"`
  return xml`${nhsNumber}<${name} root="${OID.localId}" extension="${ids.localId}"${authority}/>`
}

/** Ids by their root, in any order; `undefined` when a root is unknown or comes twice. */
export function readPersonIds(elements: readonly XmlElement[]): PersonIds | undefined {
  const byRoot = new Map(elements.map(each => [attribute(each, 'root'), each]))
  const nhsNumber = byRoot.get(OID.nhsNumber)
  const local = byRoot.get(OID.localId)
  const known = (nhsNumber ? 1 : 0) + (local ? 1 : 0)
  if (known !== elements.length) return undefined
  return present({
    nhsNumber: attribute(nhsNumber, 'extension'),
    localId: attribute(local, 'extension'),
    localIdAuthority: attribute(local, 'assigningAuthorityName'),
  })
}
