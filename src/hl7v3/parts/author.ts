import type { Author, DeviceAuthor, PersonAuthor, PersonName } from '../../identity/index.ts'
import { refused } from '../errors.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, textOf, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { readContent, writeContent } from './content.ts'
import { readOrganisation, writeOrganisation } from './organisation.ts'
import { DEVICE_AUTHOR, OID, PERSON_AUTHOR } from './vocabulary.ts'

const SYSTEM_ID = /^\d{12}$/

/** Writes who asked: a person (hl7v3.md 3.3) or a system (3.4). Throws WRITE_IDENTIFIER for a system id not of 12 digits. */
export function writeAuthor(author: Author): Xml {
  const content =
    author.kind === 'person'
      ? writeContent(PERSON_AUTHOR, writePerson(author))
      : writeContent(DEVICE_AUTHOR, writeDevice(author))
  return xml`<author>${content}</author>`
}

function writePerson(author: PersonAuthor): Xml {
  const profile =
    author.roleProfileId === undefined
      ? undefined
      : xml`<id root="${OID.roleProfileId}" extension="${author.roleProfileId}"/>`
  return xml`${writeRole(author)}<id root="${OID.userId}" extension="${author.userId}"/>${profile}<assignedAuthorPerson>${writeName(author.name)}</assignedAuthorPerson><representedOrganization>${writeOrganisation(author.organisation)}</representedOrganization>`
}

function writeDevice(author: DeviceAuthor): Xml {
  if (!SYSTEM_ID.test(author.systemId)) throw refused('WRITE_IDENTIFIER', 'the system id')
  const responsible = author.responsible.map(
    each =>
      xml`<indirectAuthority><superiorAssignedEntity>${writeRole(each)}<assignedPerson>${writeName(each.name)}</assignedPerson></superiorAssignedEntity></indirectAuthority>`,
  )
  return xml`<id root="${OID.systemId}" extension="${author.systemId}"/>${responsible}<maintainingOrganization>${writeOrganisation(author.organisation)}</maintainingOrganization>`
}

function writeRole(role: { readonly roleCode: string; readonly roleName: string }): Xml {
  return xml`<code code="${role.roleCode}" codeSystem="${OID.jobRole}" displayName="${role.roleName}"/>`
}

function writeName(name: PersonName): Xml {
  const prefix = name.prefix === undefined ? undefined : xml`<prefix>${name.prefix}</prefix>`
  const given = name.given.map(each => xml`<given>${each}</given>`)
  const suffix = name.suffix === undefined ? undefined : xml`<suffix>${name.suffix}</suffix>`
  return xml`<name>${prefix}${given}<family>${name.family}</family>${suffix}</name>`
}

/**
 * Reads who asked; `undefined` when it is neither a person nor a system, or its `contentId` does not fit. Texts that
 * were not sent are empty: an authority is better told of an access with a gap than not told.
 */
export function readAuthor(holder: XmlElement): Author | undefined {
  const content = readContent(holder, { person: PERSON_AUTHOR, device: DEVICE_AUTHOR })
  if (content === undefined) return undefined
  return content.kind === 'person' ? readPerson(content.element) : readDevice(content.element)
}

function readPerson(element: XmlElement): PersonAuthor {
  return present({
    kind: 'person' as const,
    userId: idUnder(element, OID.userId) ?? '',
    roleProfileId: idUnder(element, OID.roleProfileId),
    ...readRole(element),
    name: readName(at(element, 'assignedAuthorPerson', 'name')),
    organisation: readOrganisation(at(element, 'representedOrganization')),
  })
}

function readDevice(element: XmlElement): DeviceAuthor {
  const entities = childrenOf(element, 'indirectAuthority').map(each => at(each, 'superiorAssignedEntity'))
  return {
    kind: 'device',
    systemId: idUnder(element, OID.systemId) ?? '',
    responsible: entities.map(each => ({ ...readRole(each), name: readName(at(each, 'assignedPerson', 'name')) })),
    organisation: readOrganisation(at(element, 'maintainingOrganization')),
  }
}

function idUnder(element: XmlElement, root: string): string | undefined {
  return attribute(
    childrenOf(element, 'id').find(each => attribute(each, 'root') === root),
    'extension',
  )
}

function readRole(element: XmlElement | undefined): { readonly roleCode: string; readonly roleName: string } {
  const code = at(element, 'code')
  return { roleCode: attribute(code, 'code') ?? '', roleName: attribute(code, 'displayName') ?? '' }
}

function readName(name: XmlElement | undefined): PersonName {
  const given = childrenOf(name, 'given').map(textOf)
  return present({
    prefix: textOf(at(name, 'prefix')),
    given: given.filter(each => each !== undefined),
    // A name may also come as plain text (hl7v3.md 2.4).
    family: textOf(at(name, 'family')) ?? textOf(name) ?? '',
    suffix: textOf(at(name, 'suffix')),
  })
}
