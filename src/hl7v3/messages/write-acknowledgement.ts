import type { RowVerdict, UploadAnswer } from '../../register/index.ts'
import { writeAuthority } from '../parts/organisation.ts'
import { writePlan } from '../parts/plan.ts'
import { writeSubject } from '../parts/subject.ts'
import { writeInstant } from '../parts/times.ts'
import { FILE_CODES, OID, RECORD_CODES } from '../parts/vocabulary.ts'
import { document, type Xml, xml } from '../xml/xml-writer.ts'
import { messageAttributes } from './message-attributes.ts'

/** Where a record stands: in the upload, and among the `message` elements of the answer if it is echoed there. */
export type RecordPlace = { readonly position: number; readonly message?: number }

export type AcknowledgementSettings = {
  /** The XPath of a record: its national form is unknown (hl7v3.md 4.2, 16). */
  readonly location: (place: RecordPlace) => string
  /** The code system of our own `X-` details. */
  readonly detailCodeSystem: string
}

/** Both are ours: the path into the answer where the record is echoed, else into the upload; an OID made from a UUID. */
export const ACKNOWLEDGEMENT_SETTINGS: AcknowledgementSettings = {
  location: ({ position, message }) =>
    message === undefined ? `/File/record[${position}]` : `/FileResponse/message[${message}]`,
  detailCodeSystem: '2.25.206428711038273590131743190250843261517',
}

/**
 * Writes message 02 (hl7v3.md 4.2): one detail for each verdict, valid records with their subjects, invalid ones with
 * plans as well. A record that cannot be echoed in the strict form (no id, no name, a date that is none) keeps its
 * detail and its place in the counts and has no `message`: one bad echo would make the whole answer invalid for a
 * receiver that validates. A file that could not be read (`processed` -1) has the file code and counts of 0 only.
 */
export function writeAcknowledgement(
  answer: UploadAnswer,
  createdAt: Date,
  settings: AcknowledgementSettings = ACKNOWLEDGEMENT_SETTINGS,
): string {
  const readable = answer.processed >= 0
  const { details, messages } = writeVerdicts(readable ? answer.verdicts : [], settings)
  const successful = readable ? answer.verdicts.filter(isSuccess).length : 0
  const failed = readable ? answer.processed - successful : 0
  const records = details.length === 0 ? undefined : xml`<acknowledgementRecord>${details}</acknowledgementRecord>`
  return document(
    xml`<FileResponse ${messageAttributes}><creationTime value="${writeInstant(createdAt)}"/><id extension="${answer.sequence}"/><transmissionQuantity value="${answer.processed}"/><acknowledgementFile><acknowledgementFileDetail><code code="${answer.fileCode}" displayName="${FILE_CODES[answer.fileCode]}"/></acknowledgementFileDetail></acknowledgementFile>${records}${writeReceiver(answer)}<failedReturnedCP-ISRecords><value value="${failed}"/></failedReturnedCP-ISRecords>${messages}<successfulReturnedCP-ISRecords><value value="${successful}"/></successfulReturnedCP-ISRecords></FileResponse>`,
  )
}

/** An authority that is not known is left out, as in the short form Spine builds itself (hl7v3.md 4.2). */
function writeReceiver({ authority }: UploadAnswer): Xml | undefined {
  if (authority.odsCode === '') return undefined
  return xml`<communicationFunctionRcv>${writeAuthority(authority)}</communicationFunctionRcv>`
}

function isSuccess(verdict: RowVerdict): boolean {
  return verdict.code === 'CPR06'
}

function writeVerdicts(verdicts: readonly RowVerdict[], settings: AcknowledgementSettings) {
  const details: Xml[] = []
  const messages: Xml[] = []
  for (const verdict of verdicts) {
    const echo = writeEcho(verdict)
    if (echo) messages.push(echo)
    const { position } = verdict.record
    const place = echo ? { position, message: messages.length } : { position }
    details.push(writeDetail(verdict, settings.location(place), settings.detailCodeSystem))
  }
  return { details, messages }
}

function writeDetail({ code, detail }: RowVerdict, location: string, codeSystem: string): Xml {
  const attributes = xml`code="${code}" codeSystem="${OID.recordResponse}" displayName="${RECORD_CODES[code]}"`
  const written =
    detail === undefined
      ? xml`<code ${attributes}/>`
      : xml`<code ${attributes}><translation code="${detail.code}" codeSystem="${codeSystem}" displayName="${detail.sentence}"/></code>`
  return xml`<acknowledgementRecordDetail>${written}<location>${location}</location></acknowledgementRecordDetail>`
}

function writeEcho(verdict: RowVerdict): Xml | undefined {
  const { plans, subjects } = verdict.record
  const writtenSubjects = eachWritten(subjects.map(writeSubject), 2)
  const writtenPlans = isSuccess(verdict)
    ? []
    : eachWritten(
        plans.map(plan => writePlan(plan, 'echoed')),
        3,
      )
  if (writtenSubjects === undefined || writtenPlans === undefined) return undefined
  const record = isSuccess(verdict)
    ? xml`<validCP-ISRecord>${writtenSubjects}</validCP-ISRecord>`
    : xml`<invalidCP-ISRecord>${writtenPlans}${writtenSubjects}</invalidCP-ISRecord>`
  return xml`<message><cP-ISLAAcknowledgementResponse><pertinentInformation1>${record}</pertinentInformation1></cP-ISLAAcknowledgementResponse></message>`
}

/** One to `most` parts, all of them written; else `undefined`. */
function eachWritten(parts: readonly (Xml | undefined)[], most: number): Xml[] | undefined {
  const written = parts.filter(part => part !== undefined)
  return written.length === parts.length && written.length >= 1 && written.length <= most ? written : undefined
}
