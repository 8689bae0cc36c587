import type { Database } from '../../platform/index.ts'
import type { RecordAnswer } from '../inbox/inbox-item.ts'
import type { MatchedVerdicts, SentRow } from '../inbox/match-verdicts.ts'
import { fileWords, recordWords } from '../inbox/verdict-words.ts'
import { closeWork, openWork } from './store.ts'
import type { NewWork } from './work-item.ts'

export type AnswerToFile = {
  readonly sequence: number
  readonly fileCode: string
  readonly matched: MatchedVerdicts
  readonly at: Date
}

/** Codes that look at records one by one; any other is about the file. */
const BY_RECORD: ReadonlySet<string> = new Set(['CPF02', 'CPF03', 'CPF04'])

/** Opens and closes work by what the national service said of a file (local-authority.md 4.2, 4.3, 8.3, 8.4). */
export async function storeWorkOfAnswer(tx: Database, answer: AnswerToFile): Promise<void> {
  const { fileCode, matched, at } = answer
  await closeWork(tx, ['file-again', ...matched.records.flatMap(keysMended)], at)
  if (!BY_RECORD.has(fileCode)) return openWork(tx, [fileWork(answer)], at)
  await openWork(tx, matched.records.flatMap(refusedWork), at)
  if (matched.unmatched > 0 || matched.records.some(({ code }) => code === undefined))
    await openWork(tx, [counts(answer)], at)
}

function keyOf({ nhsNumber, subject }: SentRow): string {
  return `refused ${nhsNumber} ${subject}`
}

/** A verdict replaces what stood for the record before, under whatever code. */
function keysMended(record: SentRow & RecordAnswer): string[] {
  return record.code === undefined ? [] : [keyOf(record)]
}

function refusedWork(record: SentRow & RecordAnswer): NewWork[] {
  const { code, detail, nhsNumber, localPersonId } = record
  if (code === undefined || code === 'CPR06') return []
  const { what, whoMends, retry } = recordWords(code)
  const reason = detail === undefined ? '' : ` ${detail.code}: ${detail.sentence}.`
  return [
    {
      key: keyOf(record),
      kind: 'refused',
      ...{ nhsNumber, localPersonId, code, whoMends },
      restricted: code === 'CPR02',
      sentence: `${what}.${reason} The NHS does not see what was sent. Sent again: ${retry}.`,
    },
  ]
}

function fileWork({ sequence, fileCode }: AnswerToFile): NewWork {
  const { what, todo } = fileWords(fileCode)
  const sentence = `File ${sequence}: ${what}. ${todo}.`
  // Nothing was looked at: the same records go again by themselves with the next upload.
  if (fileCode === 'CPF05')
    return { key: 'file-again', kind: 'file-again', code: fileCode, whoMends: 'Nobody: the next upload', sentence }
  return stopped(fileCode, sentence)
}

/** A file that will be refused however often it is sent: nothing goes until somebody looked (CPF01 never loops). */
export function stopped(code: string, sentence: string): NewWork {
  return { key: `file-stopped ${code}`, kind: 'file-stopped', code, whoMends: 'The supplier', sentence }
}

function counts({ sequence }: AnswerToFile): NewWork {
  return {
    key: `counts ${sequence}`,
    kind: 'counts',
    whoMends: 'The supplier, with the service desk',
    sentence:
      `The answer to file ${sequence} does not account for every record that was sent. A child may be without an alert ` +
      'and nobody would know. The records go again with the next upload; have the answer looked at.',
  }
}
