import type { AccessNotice } from '../../notifications/index.ts'
import { readAuthor, writeAuthor } from '../parts/author.ts'
import { readPersonIds, writePersonIds } from '../parts/person-ids.ts'
import { writeInstant } from '../parts/times.ts'
import { at, attribute, childrenOf, type XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits } from '../xml/xml-reader.ts'
import { document, type Xml, xml } from '../xml/xml-writer.ts'
import { messageAttributes } from './message-attributes.ts'
import {
  instantOf,
  localIdOf,
  personIdsOf,
  readRecipient,
  readWhole,
  uuidOf,
  wanted,
  writeRecipient,
  writeUuid,
} from './notice-parts.ts'

export const ACCESS_NOTICE_ROOT = 'CP-ISAccessToServiceNotification'
type Access = AccessNotice['accesses'][number]

/**
 * Writes message 05 (hl7v3.md 4.5): accesses grouped by the upload their record came from, in the order the uploads are
 * first named. The total counts accesses. Throws WRITE_IDENTIFIER for an id that is no UUID, or a system id.
 */
export function writeAccessNotice(notice: AccessNotice): string {
  const groups = Map.groupBy(notice.accesses, access => access.uploadSequence)
  const written = [...groups].map(([sequence, accesses]) => writeGroup(sequence, accesses))
  return document(
    xml`<CP-ISAccessToServiceNotification ${messageAttributes}><effectiveTime value="${writeInstant(notice.createdAt)}"/>${writeUuid(notice.noticeId)}<pertinentInformation><pertinentTotalReturnedRecords><value value="${notice.accesses.length}"/></pertinentTotalReturnedRecords></pertinentInformation>${written}${writeRecipient(notice.authority)}</CP-ISAccessToServiceNotification>`,
  )
}

function writeGroup(sequence: string, accesses: readonly Access[]): Xml {
  const queries = accesses.map(writeQuery)
  return xml`<pertinentInformation1><pertinentCP-ISRecordAccess>${queries}<reference><referredToLAUploadFile><value extension="${sequence}"/></referredToLAUploadFile></reference></pertinentCP-ISRecordAccess></pertinentInformation1>`
}

function writeQuery(access: Access): Xml {
  const ids = writePersonIds('value', personIdsOf(access))
  return xml`<pertinentInformation2><pertinentCP-ISNHSQuery><effectiveTime value="${writeInstant(access.at)}"/>${writeUuid(access.accessId)}${writeAuthor(access.author)}<queryByParameter><person.id>${ids}</person.id></queryByParameter></pertinentCP-ISNHSQuery></pertinentInformation2>`
}

/**
 * Reads message 05; the total is not relied on. UUIDs come back in lower case. Throws the XML_ and MESSAGE_ codes,
 * MESSAGE_INCOMPLETE where an id, a time, an author, an NHS number or the upload's number is missing.
 */
export async function readAccessNotice(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<AccessNotice> {
  return toAccessNotice(await readWhole(bytes, [ACCESS_NOTICE_ROOT], limits))
}

/** Translates the message's element, read whole. */
export function toAccessNotice(message: XmlElement): AccessNotice {
  const groups = childrenOf(message, 'pertinentInformation1').map(each => at(each, 'pertinentCP-ISRecordAccess'))
  return {
    kind: 'access',
    noticeId: uuidOf(message, 'the notice'),
    createdAt: instantOf(message, 'the notice'),
    authority: readRecipient(message),
    accesses: groups.flatMap(readGroup),
  }
}

function readGroup(group: XmlElement | undefined, index: number): Access[] {
  const place = `record access ${index + 1}`
  const file = at(group, 'reference', 'referredToLAUploadFile', 'value')
  const uploadSequence = wanted(attribute(file, 'extension'), `${place}, upload file`)
  return childrenOf(group, 'pertinentInformation2').map((each, number) =>
    readQuery(wanted(at(each, 'pertinentCP-ISNHSQuery'), place), uploadSequence, `${place}, query ${number + 1}`),
  )
}

function readQuery(query: XmlElement, uploadSequence: string, place: string): Access {
  const holder = wanted(at(query, 'author'), `${place}, author`)
  const ids = readPersonIds(childrenOf(at(query, 'queryByParameter', 'person.id'), 'value'))
  return {
    accessId: uuidOf(query, place),
    at: instantOf(query, place),
    author: wanted(readAuthor(holder), `${place}, author`),
    nhsNumber: wanted(ids?.nhsNumber, `${place}, NHS number`),
    ...localIdOf(ids),
    uploadSequence,
  }
}
