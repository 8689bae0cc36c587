import type { Author, PersonName } from '../../identity/index.ts'
import { refused } from '../errors.ts'
import { instantOf, uuidOf, wanted } from '../messages/notice-parts.ts'
import { readAuthor, writeAuthor } from '../parts/author.ts'
import { isName } from '../parts/names.ts'
import { writeInstant } from '../parts/times.ts'
import { writeUuid } from '../parts/uuid.ts'
import { present } from '../present.ts'
import { at, attribute, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { type AccessEventTypeForm, readAccessEventType, writeAccessEventType } from './access-event-type.ts'

/** Message 03: who asks about whom. The same structure stands in access histories. */
export type NhsQuery = {
  /** The event id: it comes back in the answer. */
  readonly queryId: string
  readonly at: Date
  readonly author: Author
  readonly nhsNumber: string
  /** `false` is a silent look-up; absent: not said, which counts as unscheduled. */
  readonly unscheduled?: boolean
}

/**
 * Writes the payload of 03 (hl7v3.md 4.3). Throws WRITE_IDENTIFIER, WRITE_NAME and WRITE_AUTHOR for what the service
 * would refuse, and QUERY_SILENT_NOT_EXPRESSIBLE for a silent look-up that the form has no room for: sent as a standard
 * one it would tell the authority.
 */
export function writeQueryStub(query: NhsQuery, form: AccessEventTypeForm): Xml {
  if (query.unscheduled === false && form === 'none') throw refused('QUERY_SILENT_NOT_EXPRESSIBLE')
  checkAsker(query.author)
  return xml`<CP-ISQueryStub><cP-ISNHSQuery>${writeQueryContent(query, form)}</cP-ISNHSQuery></CP-ISQueryStub>`
}

/** What stands within a query, asked or recorded. Throws WRITE_IDENTIFIER. */
export function writeQueryContent(query: NhsQuery, form: AccessEventTypeForm = 'none'): Xml {
  if (!/^\d{10}$/.test(query.nhsNumber)) throw refused('WRITE_IDENTIFIER', 'NHS number')
  const { inQuery, inParameters } = writeAccessEventType(form, query.unscheduled)
  return xml`${inQuery}<effectiveTime value="${writeInstant(query.at)}"/>${writeUuid(query.queryId)}${writeAuthor(query.author)}<queryByParameter>${inParameters}<person.NHSnumber><value extension="${query.nhsNumber}"/></person.NHSnumber></queryByParameter>`
}

/** What the service checks of an author (hl7v3.md 9.1). */
function checkAsker(author: Author): void {
  const people = author.kind === 'person' ? [author] : author.responsible
  const { odsCode, name } = author.organisation
  if (people.length === 0 || odsCode === '' || name === '') throw refused('WRITE_AUTHOR')
  for (const { roleCode, roleName, name } of people) {
    if (roleCode === '' || roleName === '') throw refused('WRITE_AUTHOR')
    if (!namesOf(name).every(isName)) throw refused('WRITE_NAME', 'the author')
  }
  const ids = author.kind === 'person' ? [author.userId, author.roleProfileId] : [author.systemId]
  if (!ids.every(id => id === undefined || /^\d{12}$/.test(id))) throw refused('WRITE_IDENTIFIER', 'the author')
}

const namesOf = ({ prefix, given, family, suffix }: PersonName) =>
  [prefix, ...given, family, suffix].filter(part => part !== undefined)

/**
 * Reads what stands within a query. UUIDs come back in lower case. Throws MESSAGE_INCOMPLETE naming what is missing, and
 * QUERY_ACCESS_EVENT_TYPE.
 */
export function readQueryContent(query: XmlElement, place: string): NhsQuery {
  const number = attribute(at(query, 'queryByParameter', 'person.NHSnumber', 'value'), 'extension')
  const author = at(query, 'author')
  return present({
    queryId: uuidOf(query, place),
    at: instantOf(query, place),
    author: wanted(author && readAuthor(author), `${place}, author`),
    nhsNumber: wanted(number, `${place}, NHS number`),
    unscheduled: readAccessEventType(query),
  })
}
