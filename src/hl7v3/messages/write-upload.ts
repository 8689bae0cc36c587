import { readCalendarDate } from '../../platform/index.ts'
import type { SubmittedPlan, SubmittedRecord, SubmittedSubject, SubmittedUpload } from '../../register/index.ts'
import { type Hl7v3ErrorCode, refused } from '../errors.ts'
import { isName } from '../parts/names.ts'
import { isPhone, writeAuthority } from '../parts/organisation.ts'
import { writePlan } from '../parts/plan.ts'
import { writeSubject } from '../parts/subject.ts'
import { readInstant, writeInstant } from '../parts/times.ts'
import { document, type Xml, xml } from '../xml/xml-writer.ts'
import { messageAttributes } from './message-attributes.ts'

const SEQUENCE = /^\d{1,18}$/
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/**
 * Writes message 01 for a local authority to send (hl7v3.md 4.1). Throws the WRITE_ codes, with the position of the
 * record, for what the schema or the national checks after it have no room for. `createdAt` is an ISO instant or
 * already in the form of the wire.
 */
export function writeUpload(upload: SubmittedUpload): string {
  if (upload.records.length === 0 || upload.declaredCount !== upload.records.length) throw refused('WRITE_COUNT')
  if (!SEQUENCE.test(upload.sequence)) throw refused('WRITE_IDENTIFIER', 'the file sequence number')
  checkAuthority(upload.authority)
  const createdAt = writeInstant(createdInstant(upload.createdAt))
  const records = upload.records.map(writeRecord)
  return document(
    xml`<File ${messageAttributes}><creationTime value="${createdAt}"/><id extension="${upload.sequence}"/><transmissionQuantity value="${records.length}"/><communicationFunctionSnd>${writeAuthority(upload.authority)}</communicationFunctionSnd>${records}</File>`,
  )
}

function createdInstant(createdAt: string): Date {
  const instant = ISO_INSTANT.test(createdAt) ? new Date(createdAt) : readInstant(createdAt)
  if (instant === undefined || Number.isNaN(instant.getTime())) throw refused('WRITE_DATE', 'the creation time')
  return instant
}

function checkAuthority(authority: SubmittedUpload['authority']): void {
  require(authority.odsCode.trim() !== '', 'WRITE_IDENTIFIER', 'the ODS code of the authority')
  require(authority.name.trim() !== '', 'WRITE_NAME', 'the name of the authority')
  require(isPhone(authority.emergencyPhone ?? ''), 'WRITE_PHONE', 'the emergency duty phone')
  require(authority.officePhone === undefined || isPhone(authority.officePhone), 'WRITE_PHONE', 'the office phone')
}

function require(condition: boolean, code: Hl7v3ErrorCode, place: string): void {
  if (!condition) throw refused(code, place)
}

function writeRecord(record: SubmittedRecord, index: number): Xml {
  const place = `record ${index + 1}`
  const { plans, subjects } = record
  require(plans.length >= 1 && plans.length <= 3, 'WRITE_PLAN', place)
  require(subjects.length >= 1 && subjects.length <= 2, 'WRITE_SUBJECT', place)
  const writtenPlans = plans.map(plan => writeCheckedPlan(plan, place))
  const writtenSubjects = subjects.map(subject => writeCheckedSubject(subject, place))
  return xml`<record><CP-ISRecord>${writtenPlans}${writtenSubjects}</CP-ISRecord></record>`
}

function writeCheckedPlan(plan: SubmittedPlan, place: string): Xml {
  require(isDay(plan.start), 'WRITE_DATE', `${place}, start of the ${plan.type}`)
  require(plan.type !== 'UCP' || plan.end !== undefined, 'WRITE_PLAN', place)
  require(plan.end === undefined || isDay(plan.end), 'WRITE_DATE', `${place}, end of the ${plan.type}`)
  require(plan.deleted === undefined || isDay(plan.deleted), 'WRITE_DATE', `${place}, deletion of the ${plan.type}`)
  const written = writePlan(plan)
  if (written === undefined) throw refused('WRITE_DATE', place)
  return written
}

function writeCheckedSubject(subject: SubmittedSubject, place: string): Xml {
  require(/^\d{10}$/.test(subject.nhsNumber ?? ''), 'WRITE_IDENTIFIER', `${place}, NHS number`)
  require(subject.localId === undefined || subject.localId.trim() !== '', 'WRITE_IDENTIFIER', `${place}, local id`)
  require(isName(subject.givenName), 'WRITE_NAME', `${place}, given name`)
  require(isName(subject.familyName), 'WRITE_NAME', `${place}, family name`)
  require(isDay(subject.birthDate), 'WRITE_DATE', `${place}, birth date`)
  const written = writeSubject(subject)
  if (written === undefined) throw refused('WRITE_SUBJECT', place)
  return written
}

function isDay(text: string | undefined): boolean {
  return text !== undefined && readCalendarDate(text) !== undefined
}
