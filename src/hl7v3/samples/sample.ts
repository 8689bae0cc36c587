import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import type {
  FileCode,
  RecordCode,
  RowVerdict,
  SubmittedAuthority,
  SubmittedUpload,
  UploadAnswer,
} from '../../register/index.ts'
import { refused } from '../errors.ts'
import { writeAccessNotice } from '../messages/access-notice.ts'
import { writeInactiveNumberNotice } from '../messages/inactive-number-notice.ts'
import { writeAcknowledgement } from '../messages/write-acknowledgement.ts'
import { writeUpload } from '../messages/write-upload.ts'
import { present } from '../present.ts'
import { type SampleChance, sampleChance } from './sample-chance.ts'
import {
  localIdAuthority,
  sampleAuthor,
  sampleAuthority,
  sampleInstant,
  sampleLocalId,
  sampleRecord,
} from './sample-people.ts'
import { sampleQuery, sampleResponse } from './sample-query.ts'

/** A message for trying systems with: a file name and its text. */
export type SampleMessage = { readonly name: string; readonly xml: string }

/**
 * Valid, varied messages of one type with invented people; the same seed gives the same messages. Throws
 * MESSAGE_TYPE_UNSUPPORTED for a type other than 01 to 06. 03 and 04 come in their SOAP envelopes, as on the wire.
 */
export function sampleMessages(type: string, count: number, seed: number): Iterable<SampleMessage> {
  const make = WRITERS.get(type)
  if (make === undefined) throw refused('MESSAGE_TYPE_UNSUPPORTED')
  return messagesOf(type, count, make, seed)
}

type SampleWriter = (chance: SampleChance, index: number) => string

function* messagesOf(type: string, count: number, write: SampleWriter, seed: number): Iterable<SampleMessage> {
  const chance = sampleChance(seed)
  for (let index = 1; index <= count; index += 1) {
    yield { name: `${type}-${String(index).padStart(6, '0')}.xml`, xml: write(chance, index) }
  }
}

const WRITERS = new Map<string, SampleWriter>([
  ['01', (chance, index) => writeUpload(sampleUpload(chance, index))],
  ['02', (chance, index) => writeAcknowledgement(sampleAnswer(chance, index), sampleInstant(chance))],
  ['03', chance => sampleQuery(chance)],
  ['04', chance => sampleResponse(chance)],
  ['05', chance => writeAccessNotice(sampleAccessNotice(chance))],
  ['06', chance => writeInactiveNumberNotice(sampleInactiveNumberNotice(chance))],
])

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

function sampleSequence(index: number): string {
  return String(index).padStart(6, '0')
}

function sampleUpload(chance: SampleChance, index: number): SubmittedUpload {
  const authority = sampleAuthority(chance)
  const records = times(1 + chance.number(12), each => sampleRecord(chance, each + 1, authority))
  const createdAt = sampleInstant(chance).toISOString()
  const sequence = sampleSequence(index)
  return { kind: 'upload', sequence, createdAt, declaredCount: records.length, authority, records }
}

const FAILURES: readonly RecordCode[] = ['CPR01', 'CPR02', 'CPR03', 'CPR04', 'CPR05', 'CPR07']

function sampleAnswer(chance: SampleChance, index: number): UploadAnswer {
  const uploadId = chance.uuid()
  const { sequence, authority, records } = sampleUpload(chance, index)
  if (chance.percent(10)) return { uploadId, sequence: '-1', processed: -1, fileCode: 'CPF01', authority, verdicts: [] }
  const verdicts = records.map(record => sampleVerdict(chance, record))
  return { uploadId, sequence, processed: verdicts.length, fileCode: fileCodeOf(verdicts), authority, verdicts }
}

function sampleVerdict(chance: SampleChance, record: RowVerdict['record']): RowVerdict {
  const code = chance.percent(75) ? 'CPR06' : chance.pick(FAILURES)
  const detail = code === 'CPR07' ? { code: 'X-START-FUTURE', sentence: 'The plan starts in the future' } : undefined
  return present({ record, code, detail })
}

function fileCodeOf(verdicts: readonly RowVerdict[]): FileCode {
  const stored = verdicts.filter(verdict => verdict.code === 'CPR06').length
  if (stored === verdicts.length) return 'CPF02'
  return stored === 0 ? 'CPF04' : 'CPF03'
}

function sampleNotice(chance: SampleChance) {
  const authority = sampleAuthority(chance)
  const { odsCode, name } = authority
  return {
    authority,
    head: { noticeId: chance.uuid(), createdAt: sampleInstant(chance), authority: { odsCode, name } },
  }
}

function samplePerson(chance: SampleChance, authority: SubmittedAuthority) {
  const localId = chance.percent(70)
    ? { value: sampleLocalId(chance), authority: localIdAuthority(authority) }
    : undefined
  return present({ nhsNumber: chance.nhsNumber(), localId, uploadSequence: sampleSequence(1 + chance.number(4)) })
}

function sampleAccessNotice(chance: SampleChance): AccessNotice {
  const { authority, head } = sampleNotice(chance)
  const accesses = times(chance.number(8), () => ({
    accessId: chance.uuid(),
    at: sampleInstant(chance),
    author: sampleAuthor(chance),
    ...samplePerson(chance, authority),
  }))
  return { kind: 'access', ...head, accesses }
}

function sampleInactiveNumberNotice(chance: SampleChance): InactiveNumberNotice {
  const { authority, head } = sampleNotice(chance)
  const numbers = times(1 + chance.number(4), () =>
    present({
      ...samplePerson(chance, authority),
      replacedBy: chance.percent(70) ? chance.nhsNumber() : undefined,
    }),
  )
  return { kind: 'inactive-number', ...head, numbers }
}
