import type { NhsNumber, PdsFinding } from '../demographics/index.ts'
import { type Database, dayInEngland } from '../platform/index.ts'
import type { RegisterDeps } from './deps.ts'
import type { PlanChange } from './plan.ts'
import type { AdmittedFile } from './rules/file-rules.ts'
import { type JudgedRow, judgeRows } from './rules/judge-rows.ts'
import { isMissing, numbersOf } from './rules/row.ts'
import { type PlanSource, readHeld, storeContact, storePlans } from './store/plans.ts'
import { childKeys } from './store/sealed-person.ts'
import { findReplaced, moveSequence } from './store/sequence.ts'
import { insertUpload, insertVerdicts, readAnswerToMessage, type UploadReceipt } from './store/uploads.ts'
import type { FileCode, UploadAnswer } from './upload.ts'

/** A file whose turn it is, and what PDS says about its numbers. */
export type FileInTurn = {
  readonly file: AdmittedFile
  readonly findings: ReadonlyMap<NhsNumber, PdsFinding>
  readonly authority: UploadAnswer['authority']
  readonly receipt: UploadReceipt
}

/**
 * Judges the rows of a file and stores what they change together with the answer. Runs in the transaction that holds
 * the authority's lock; a fault leaves nothing.
 */
export async function applyRows(deps: RegisterDeps, tx: Database, turn: FileInTurn): Promise<UploadAnswer> {
  const { upload, sender, sequenceNumber } = turn.file
  const now = deps.clock.now()
  const numbers = [...new Set(upload.records.flatMap(numbersOf))]
  const keyOf = childKeys()
  const byKey = new Map(numbers.map(number => [keyOf(number), number]))
  const rows = judgeRows({
    upload,
    findings: turn.findings,
    replaced: await findReplaced(tx, byKey),
    held: await readHeld(tx, sender.code, [...byKey.keys()]),
    today: dayInEngland(now),
    settings: deps.settings,
    newId: () => deps.randomness.uuid(),
  })
  const answer = answerOf(rows, turn, deps.randomness.uuid())
  const receipt = { ...turn.receipt, sequenceNumber, appliedAt: now }
  if (!(await insertUpload(tx, receipt, answer)))
    return (await readAnswerToMessage(tx, receipt.messageId))?.answer ?? answer
  await insertVerdicts(tx, answer.uploadId, rows)
  await moveSequence(tx, sender.code, sequenceNumber)
  await keepPlans(tx, turn, {
    uploadId: answer.uploadId,
    storedAt: now,
    keyOf,
    changes: rows.flatMap(row => row.changes),
  })
  logOutcome(deps, answer, rows)
  return answer
}

type Stored = Omit<PlanSource, 'authorityCode' | 'sequence'> & { readonly changes: readonly PlanChange[] }

async function keepPlans(tx: Database, turn: FileInTurn, stored: Stored): Promise<void> {
  const { upload, sender } = turn.file
  const { emergencyPhone } = upload.authority
  if (emergencyPhone !== undefined && !isMissing(emergencyPhone))
    await storeContact(tx, sender, { ...upload.authority, emergencyPhone }, stored)
  const source = { authorityCode: sender.code, sequence: upload.sequence, ...stored }
  await storePlans(tx, source, stored.changes)
}

function answerOf(rows: readonly JudgedRow[], turn: FileInTurn, uploadId: string): UploadAnswer {
  return {
    uploadId,
    sequence: turn.file.upload.sequence,
    processed: rows.length,
    fileCode: outcomeOf(rows),
    authority: turn.authority,
    verdicts: rows.map(({ record, code, detail }) => ({ record, code, ...(detail && { detail }) })),
  }
}

/** O1: all rows stored, some, or none. */
function outcomeOf(rows: readonly JudgedRow[]): FileCode {
  const stored = rows.filter(row => row.code === 'CPR06').length
  if (stored === rows.length) return 'CPF02'
  return stored > 0 ? 'CPF03' : 'CPF04'
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

function logOutcome(deps: RegisterDeps, answer: UploadAnswer, rows: readonly JudgedRow[]): void {
  deps.log.info(
    {
      upload: answer.uploadId,
      outcome: answer.fileCode,
      codes: countBy(rows, row => row.detail?.code ?? row.code),
      matchedBy: countBy(rows, row => row.match),
    },
    'an upload was applied',
  )
}
