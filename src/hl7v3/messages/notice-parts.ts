import type { NamedOrganisation } from '../../identity/index.ts'
import type { LocalId } from '../../notifications/index.ts'
import { refused } from '../errors.ts'
import { readContent, writeContent } from '../parts/content.ts'
import { readOrganisation, writeOrganisation } from '../parts/organisation.ts'
import type { PersonIds } from '../parts/person-ids.ts'
import { readInstant } from '../parts/times.ts'
import { RECIPIENT } from '../parts/vocabulary.ts'
import { present } from '../present.ts'
import { at, attribute, type XmlElement } from '../xml/xml-element.ts'
import { type PartReader, type ReadLimits, readMessage } from '../xml/xml-reader.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'

export { writeUuid } from '../parts/uuid.ts'

// What messages 05 and 06 share.

/** Lower case inside, so that a receiver knows a message again whichever way it was spelled. */
export function uuidOf(element: XmlElement, place: string): string {
  return wanted(attribute(at(element, 'id'), 'root'), `${place}, id`).toLowerCase()
}

/** The `effectiveTime`; MESSAGE_INCOMPLETE where it is missing or no time. */
export function instantOf(element: XmlElement, place: string): Date {
  return wanted(readInstant(attribute(at(element, 'effectiveTime'), 'value') ?? ''), `${place}, effectiveTime`)
}

/** The value, or MESSAGE_INCOMPLETE naming the place. */
export function wanted<Value>(value: Value | undefined, place: string): Value {
  if (value === undefined) throw refused('MESSAGE_INCOMPLETE', place)
  return value
}

/** The local authority a notice goes to (hl7v3.md 3.5). */
export function writeRecipient(authority: NamedOrganisation): Xml {
  const organisation = xml`<representedSourceOrganization>${writeOrganisation(authority)}</representedSourceOrganization>`
  return xml`<primaryInformationRecipient>${writeContent(RECIPIENT, organisation)}</primaryInformationRecipient>`
}

/** Throws MESSAGE_INCOMPLETE when the notice does not say for whom it is. */
export function readRecipient(message: XmlElement): NamedOrganisation {
  const holder = wanted(at(message, 'primaryInformationRecipient'), 'primaryInformationRecipient')
  const recipient = readContent(holder, { recipient: RECIPIENT })?.element
  const organisation = readOrganisation(at(recipient, 'representedSourceOrganization'))
  if (organisation.odsCode === '') throw refused('MESSAGE_INCOMPLETE', 'primaryInformationRecipient')
  return organisation
}

/** The ids of a notice's person as the wire has them. */
export function personIdsOf(person: { readonly nhsNumber: string; readonly localId?: LocalId }): PersonIds {
  const { nhsNumber, localId } = person
  return present({ nhsNumber, localId: localId?.value, localIdAuthority: localId?.authority })
}

/** The local id as notices carry it; nothing when there is none. */
export function localIdOf(ids: PersonIds | undefined): { readonly localId?: LocalId } {
  if (ids?.localId === undefined) return {}
  return { localId: present({ value: ids.localId, authority: ids.localIdAuthority }) }
}

/** Reads a message of one of these roots as one element. */
export async function readWhole(
  bytes: AsyncIterable<Uint8Array>,
  roots: readonly string[],
  limits: ReadLimits,
): Promise<XmlElement> {
  let message: XmlElement | undefined
  const open = (root: XmlElement) => {
    message = root
    return keeping(root)
  }
  await readMessage(bytes, { roots, open }, limits)
  return wanted(message, 'root')
}

/** Gathers the parts under their root. */
export function keeping(root: XmlElement): PartReader {
  return { keepsParts: true, part: part => root.children.push(part) }
}
