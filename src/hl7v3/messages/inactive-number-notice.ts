import type { InactiveNumberNotice } from '../../notifications/index.ts'
import { refused } from '../errors.ts'
import { readPersonIds, writePersonIds } from '../parts/person-ids.ts'
import { writeInstant } from '../parts/times.ts'
import { present } from '../present.ts'
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

export const INACTIVE_NUMBER_NOTICE_ROOT = 'CP-ISInactiveNHSNumberNotification'
type InactiveNumber = InactiveNumberNotice['numbers'][number]

/**
 * Writes message 06 (hl7v3.md 4.6). A number without a successor is normal: after an adoption nothing may link the two.
 * Throws WRITE_COUNT without numbers, WRITE_IDENTIFIER for an id that is no UUID.
 */
export function writeInactiveNumberNotice(notice: InactiveNumberNotice): string {
  if (notice.numbers.length === 0) throw refused('WRITE_COUNT')
  const numbers = notice.numbers.map(writeNumber)
  return document(
    xml`<CP-ISInactiveNHSNumberNotification ${messageAttributes}><effectiveTime value="${writeInstant(notice.createdAt)}"/>${writeUuid(notice.noticeId)}${writeRecipient(notice.authority)}${numbers}</CP-ISInactiveNHSNumberNotification>`,
  )
}

function writeNumber(number: InactiveNumber): Xml {
  const { replacedBy, uploadSequence } = number
  const successor =
    replacedBy === undefined
      ? undefined
      : xml`<replacedBy><newVersion><id extension="${replacedBy}"/></newVersion></replacedBy>`
  return xml`<subject><pDSInactivePatient>${writePersonIds('id', personIdsOf(number))}${successor}<subjectOf><lAUploadFile><value extension="${uploadSequence}"/></lAUploadFile></subjectOf></pDSInactivePatient></subject>`
}

/**
 * Reads message 06; of several new numbers the first is taken (hl7v3.md 15, 6). Throws the XML_ and MESSAGE_ codes,
 * MESSAGE_INCOMPLETE where an id, a time, an NHS number or the upload's number is missing.
 */
export async function readInactiveNumberNotice(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<InactiveNumberNotice> {
  return toInactiveNumberNotice(await readWhole(bytes, [INACTIVE_NUMBER_NOTICE_ROOT], limits))
}

/** Translates the message's element, read whole. */
export function toInactiveNumberNotice(message: XmlElement): InactiveNumberNotice {
  const patients = childrenOf(message, 'subject').map(each => at(each, 'pDSInactivePatient'))
  return {
    kind: 'inactive-number',
    noticeId: uuidOf(message, 'the notice'),
    createdAt: instantOf(message, 'the notice'),
    authority: readRecipient(message),
    numbers: patients.map((patient, index) => readNumber(patient, `subject ${index + 1}`)),
  }
}

function readNumber(patient: XmlElement | undefined, place: string): InactiveNumber {
  const ids = readPersonIds(childrenOf(patient, 'id'))
  const file = at(patient, 'subjectOf', 'lAUploadFile', 'value')
  return present({
    nhsNumber: wanted(ids?.nhsNumber, `${place}, NHS number`),
    ...localIdOf(ids),
    replacedBy: attribute(at(patient, 'replacedBy', 'newVersion', 'id'), 'extension'),
    uploadSequence: wanted(attribute(file, 'extension'), `${place}, upload file`),
  })
}
