import type {
  FileCode,
  ReadAcknowledgement,
  RecordCode,
  SubmittedRecord,
  SubmittedUpload,
  UnreadableUpload,
} from '../../register/index.ts'
import { readInstant } from '../parts/times.ts'
import { FILE_CODES, RECORD_CODES } from '../parts/vocabulary.ts'
import { dayInWords, nameInWords, numberInWords, PLAN_WORDS, phonesInWords, timeInWords } from './words.ts'

/** Message 01: who sends, and every record with its plans. */
export function explainUpload(upload: SubmittedUpload | UnreadableUpload): string[] {
  if (upload.kind === 'unreadable')
    return ['Message 01, an upload that cannot be read', `${upload.explanation} (${upload.reason})`]
  const { sequence, createdAt, declaredCount, authority, records } = upload
  return [
    `Message 01, upload ${sequence} of ${authority.name} (${authority.odsCode}), written ${timeInWords(instantOf(createdAt))}`,
    `Phones: ${phonesInWords(authority)}`,
    `Records: ${records.length}, of ${declaredCount} declared`,
    ...records.flatMap(recordLines),
  ]
}

/** As read from the wire, or already an ISO instant. */
function instantOf(text: string): Date | undefined {
  const instant = readInstant(text) ?? new Date(text)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}

function recordLines({ position, plans, subjects, fault }: SubmittedRecord): string[] {
  const people = subjects.map(({ kind, givenName, familyName, birthDate, nhsNumber, localId }) => {
    const own = localId === undefined ? '' : `, the authority's ${localId}`
    return `${kind} ${nameInWords(givenName, familyName)}, born ${dayInWords(birthDate)}, ${numberInWords(nhsNumber)}${own}`
  })
  const shown = plans.map(({ type, start, end, deleted }) => {
    const until = end === undefined ? '' : `, to ${dayInWords(end)}`
    const gone = deleted === undefined ? '' : `, deleted ${dayInWords(deleted)}`
    return `  ${PLAN_WORDS[type]} from ${dayInWords(start)}${until}${gone}`
  })
  return [
    '',
    `Record ${position}: ${people.join('; ') || 'nobody'}`,
    ...shown,
    ...(fault ? [`  cannot be read: ${fault}`] : []),
  ]
}

/** Message 02: the answer to a file, and to each of its records. */
export function explainAcknowledgement(acknowledgement: ReadAcknowledgement): string[] {
  const { sequence, processed, fileCode, failed, successful, verdicts } = acknowledgement
  return [
    `Message 02, acknowledgement of upload ${sequence}`,
    `${fileCode} ${FILE_CODES[fileCode as FileCode] ?? 'a code that is not known'}`,
    `Records dealt with: ${processed}; stored: ${successful ?? 'not said'}; refused: ${failed ?? 'not said'}`,
    ...verdicts.map(({ code, detail, position, nhsNumber, localId }) => {
      const which = position === undefined ? 'A record' : `Record ${position}`
      const who = [nhsNumber && numberInWords(nhsNumber), localId && `the authority's ${localId}`].filter(Boolean)
      const more = detail === undefined ? '' : ` (${detail.code} ${detail.sentence})`
      return `${[which, ...who].join(', ')}: ${code} ${RECORD_CODES[code as RecordCode] ?? 'a code that is not known'}${more}`
    }),
  ]
}
