import type {
  SubmittedPlan,
  SubmittedRecord,
  SubmittedSubject,
  SubmittedUpload,
  UnreadableUpload,
} from '../../register/index.ts'
import { type Hl7v3ErrorCode, isHl7v3Refusal, refused } from '../errors.ts'
import { type ReadAuthority, readAuthority } from '../parts/organisation.ts'
import { readPlan } from '../parts/plan.ts'
import { readSubject } from '../parts/subject.ts'
import { readInstant } from '../parts/times.ts'
import { present } from '../present.ts'
import { ELEMENT_RULES } from '../strict/element-rules.ts'
import { hasImpliedValue, ruleNameOf } from '../strict/implied-values.ts'
import { at, attribute, childrenOf, V3, type XmlElement } from '../xml/xml-element.ts'
import { type PartReader, READ_LIMITS, type ReadLimits, readMessage } from '../xml/xml-reader.ts'

export type UploadLimits = ReadLimits & { readonly records: number }

/** Ours: about five times the largest local authority. One record has some 25 elements. */
export const UPLOAD_LIMITS: UploadLimits = { ...READ_LIMITS, records: 20_000, elements: 2_000 }

const SEQUENCE = /^\d{1,18}$/
const COUNT = /^-?\d{1,9}$/

/**
 * Reads message 01, bare or in an ITK envelope (hl7v3.md 4.1). What is wrong with one record stays with that record; a
 * file whose XML or header cannot be relied on comes back as unreadable, with the sequence number and the authority if
 * those were read. `createdAt` is an ISO instant, or the text as sent where that is no time. Rejects only when the
 * bytes themselves cannot be fetched.
 */
export async function readUpload(
  bytes: AsyncIterable<Uint8Array>,
  limits: UploadLimits = UPLOAD_LIMITS,
): Promise<SubmittedUpload | UnreadableUpload> {
  const file = openFile(limits)
  try {
    await readMessage(bytes, { roots: ['File'], open: file.open }, limits)
    return file.finish()
  } catch (error) {
    if (!isHl7v3Refusal(error)) throw error
    const { sequence, authority } = file.known()
    return present({ kind: 'unreadable' as const, reason: error.code, explanation: error.message, sequence, authority })
  }
}

type Header = { createdAt?: string; sequence?: string; count?: string; sender?: ReadAuthority }

function openFile(limits: UploadLimits) {
  const header: Header = {}
  const seen = new Set<string>()
  const records: SubmittedRecord[] = []
  // The first trouble of the header decides, but reading goes on: the authority may be named after it.
  let trouble: Hl7v3ErrorCode | undefined

  function open(root: XmlElement): PartReader {
    if (hasImpliedValue(root, 'File')) trouble ??= 'UPLOAD_IMPLIED_VALUE'
    return { keepsParts: false, part }
  }

  function part(element: XmlElement): void {
    if (element.namespace !== V3) return
    if (element.name === 'record') {
      if (records.length === limits.records) throw refused('UPLOAD_TOO_MANY_RECORDS', `more than ${limits.records}`)
      records.push(readRecord(element, records.length + 1))
      return
    }
    const rule = ruleNameOf(ELEMENT_RULES['File'] ?? {}, element.name)
    const implied = rule === undefined ? isImpliedInFile(element.name) : hasImpliedValue(element, rule)
    if (implied) trouble ??= 'UPLOAD_IMPLIED_VALUE'
    if (rule === undefined) return
    if (seen.has(element.name)) trouble ??= 'UPLOAD_HEADER_TWICE'
    else readHeader(element)
    seen.add(element.name)
  }

  function readHeader(element: XmlElement): void {
    const value = attribute(element, 'value')
    if (element.name === 'creationTime') header.createdAt = value === undefined ? '' : isoOrAsSent(value)
    if (element.name === 'id') header.sequence = attribute(element, 'extension') ?? ''
    if (element.name === 'transmissionQuantity') header.count = value ?? ''
    if (element.name === 'communicationFunctionSnd') header.sender = readAuthority(at(element, 'organisation'))
  }

  const sequence = () => (SEQUENCE.test(header.sequence ?? '') ? header.sequence : undefined)
  const known = () => ({ sequence: sequence(), authority: header.sender?.authority })

  function finish(): SubmittedUpload {
    const { authority } = known()
    const number = sequence()
    const { count = '', createdAt = '', sender } = header
    if (trouble) throw refused(trouble)
    if (number === undefined) throw refused('UPLOAD_SEQUENCE_WRONG')
    if (!COUNT.test(count)) throw refused('UPLOAD_COUNT_WRONG')
    if (authority === undefined) throw refused('UPLOAD_AUTHORITY_MISSING')
    if (sender?.phonesAreWrong) throw refused('UPLOAD_PHONES_WRONG')
    return { kind: 'upload', sequence: number, createdAt, declaredCount: Number(count), authority, records }
  }

  return { open, known, finish }
}

function isImpliedInFile(name: string): boolean {
  return ELEMENT_RULES['File']?.implied?.includes(name) === true
}

function isoOrAsSent(value: string): string {
  return readInstant(value)?.toISOString() ?? value
}

/** Everything that can be made out of a record is kept beside its first fault, so that it can be shown and echoed. */
function readRecord(element: XmlElement, position: number): SubmittedRecord {
  const [record, second] = childrenOf(element, 'CP-ISRecord')
  const faults: string[] = []
  const keep = <Part>(read: Part | string): Part[] => {
    if (typeof read !== 'string') return [read]
    faults.push(read)
    return []
  }
  if (record === undefined || second !== undefined) faults.push('The record does not hold exactly one CP-ISRecord')
  if (hasImpliedValue(element, 'record')) faults.push('The record writes out a fixed value that may not be on the wire')
  const plans = childrenOf(record, 'pertinentInformation').flatMap(each => keep<SubmittedPlan>(readPlan(each)))
  const subjects = childrenOf(record, 'subject').flatMap(each => keep<SubmittedSubject>(readSubject(each)))
  if (plans.length > 3) faults.push('The record has more than three plans')
  if (subjects.length > 2) faults.push('The record has more than two subjects')
  return present({ position, plans, subjects, fault: faults[0] })
}
