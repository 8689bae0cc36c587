import { isDeepStrictEqual } from 'node:util'
import type { NhsNumber, PdsFinding } from '../demographics/index.ts'
import { type Database, dayInEngland } from '../platform/index.ts'
import { applyRows } from './apply-rows.ts'
import { isPlanCategoryOffered } from './cohorts.ts'
import type { RegisterDeps } from './deps.ts'
import { withoutCategories, withoutUndecided } from './rules/carried-categories.ts'
import { type AdmittedFile, addressOfAnswer, admitFile, type RefusedFile, refuseFile } from './rules/file-rules.ts'
import { numbersOf } from './rules/row.ts'
import { findPlace, lockAuthority } from './store/sequence.ts'
import { withStorableText } from './store/storable-text.ts'
import { insertUpload, readAnswerToMessage, readAnswerToUpload, type UploadReceipt } from './store/uploads.ts'
import type { SubmittedUpload, UnreadableUpload, UploadAnswer } from './upload.ts'

/** A file as it came over MESH. */
export type Delivery = {
  readonly messageId: string
  readonly senderMailbox: string
  readonly receivedAt: Date
  readonly content: SubmittedUpload | UnreadableUpload
}

/**
 * Applies an upload and returns its answer, a verdict for each row; the answer is stored with what it tells of, so the
 * same message, and an accepted file sent again, gets the same one and changes nothing. A file refused whole is CPF01;
 * CPF05 when PDS could not be asked about any number, and the file may come again under its own sequence number.
 * Throws only what the database or a dependency throws; then nothing was stored. local-authority.md 4.
 */
export async function applyUpload(deps: RegisterDeps, delivery: Delivery): Promise<UploadAnswer> {
  const seen = await readAnswerToMessage(deps.db, delivery.messageId)
  if (seen !== undefined) return seen.answer
  const content = withoutUndecided(withStorableText(delivery.content), offersCategory(deps))
  const sender = await deps.findAuthorityOfMailbox(delivery.senderMailbox)
  const receipt = receiptOf(delivery, content, sender?.code ?? null)
  const answerTo = { authority: addressOfAnswer(content, sender) }
  const file = admitFile(content, sender)
  if (file.kind === 'refused') return refuse(deps, receipt, { ...answerTo, ...file })
  const turn = await judgeTurn(deps.db, file)
  if (turn.kind === 'answered') return turn.answer
  if (turn.kind === 'refused') return refuse(deps, receipt, { ...answerTo, ...turn })
  if (file.upload.records.length === 0)
    return refuse(deps, receipt, { ...answerTo, ...refuseFile(file.upload, 'X-EMPTY') })
  const findings = await askPds(deps, file.upload)
  if (findings === undefined) return answerPdsAway(deps, receipt, { ...answerTo, sequence: file.upload.sequence })
  return applyInTurn(deps, receipt, { file, findings, authority: answerTo.authority })
}

function offersCategory({ settings, clock }: RegisterDeps): boolean {
  return isPlanCategoryOffered(settings.cohorts(), dayInEngland(clock.now()))
}

function receiptOf(
  delivery: Delivery,
  content: SubmittedUpload | UnreadableUpload,
  authorityCode: string | null,
): UploadReceipt {
  const declared = content.kind === 'upload' ? content.declaredCount : Number.NaN
  return {
    authorityCode,
    sequenceNumber: null,
    messageId: delivery.messageId,
    senderMailbox: delivery.senderMailbox,
    receivedAt: delivery.receivedAt,
    appliedAt: null,
    declaredCount: Number.isSafeInteger(declared) ? declared : null,
  }
}

type Turn =
  | { readonly kind: 'next'; readonly expected: number }
  | { readonly kind: 'answered'; readonly answer: UploadAnswer }
  | RefusedFile

/**
 * F5: an accepted file again gets its answer again; an older one would undo a newer one. Another file under a used number
 * is refused: answered as stored, its changes would be lost.
 */
async function judgeTurn(db: Database, file: AdmittedFile): Promise<Turn> {
  const place = await findPlace(db, file.sender.code, file.sequenceNumber)
  if (place.kind === 'late') return refuseFile(file.upload, 'X-SEQ-OUT-OF-ORDER')
  if (place.kind === 'next') return place
  const stored = await readAnswerToUpload(db, place.uploadId)
  if (stored === undefined) return refuseFile(file.upload, 'X-SEQ-OUT-OF-ORDER')
  return isSameFile(file.upload, stored.answer)
    ? { kind: 'answered', answer: stored.answer }
    : refuseFile(file.upload, 'X-SEQ-REUSED')
}

/** Whether a file says what the one answered before said: the same records in the same order, and the same phones; a category decided on since does not count. */
function isSameFile({ records, authority }: SubmittedUpload, { verdicts, authority: answered }: UploadAnswer): boolean {
  const phones = [authority.emergencyPhone ?? answered.emergencyPhone, authority.officePhone]
  return (
    isDeepStrictEqual(phones, [answered.emergencyPhone, answered.officePhone]) &&
    [records, withoutCategories(records)].some(sent =>
      isDeepStrictEqual(
        JSON.parse(JSON.stringify(sent)),
        verdicts.map(({ record }) => record),
      ),
    )
  )
}

/** F6: what PDS says about every well-formed number of a file; `undefined` when any is not answered. */
async function askPds(
  deps: RegisterDeps,
  upload: SubmittedUpload,
): Promise<ReadonlyMap<NhsNumber, PdsFinding> | undefined> {
  const numbers = [...new Set(upload.records.flatMap(numbersOf))]
  const findings = numbers.length === 0 ? new Map<NhsNumber, PdsFinding>() : await deps.findInPds(numbers)
  const isAnswered = (number: NhsNumber) => (findings.get(number)?.kind ?? 'unavailable') !== 'unavailable'
  return numbers.every(isAnswered) ? findings : undefined
}

type Refusal = Pick<UploadAnswer, 'authority' | 'sequence' | 'processed'> & Required<Pick<UploadAnswer, 'detail'>>

async function refuse(deps: RegisterDeps, receipt: UploadReceipt, refusal: Refusal): Promise<UploadAnswer> {
  const { authority, sequence, processed, detail } = refusal
  deps.log.warn({ authority: receipt.authorityCode, detail: detail.code }, 'an upload was refused whole')
  return keepAnswer(deps, receipt, { sequence, processed, fileCode: 'CPF01', detail, authority })
}

async function answerPdsAway(
  deps: RegisterDeps,
  receipt: UploadReceipt,
  to: Pick<UploadAnswer, 'authority' | 'sequence'>,
): Promise<UploadAnswer> {
  deps.log.warn({ authority: receipt.authorityCode }, 'PDS could not be asked: the upload is to come again')
  return keepAnswer(deps, receipt, { ...to, processed: 0, fileCode: 'CPF05' })
}

async function keepAnswer(
  deps: RegisterDeps,
  receipt: UploadReceipt,
  parts: Omit<UploadAnswer, 'uploadId' | 'verdicts'>,
): Promise<UploadAnswer> {
  const answer: UploadAnswer = { uploadId: deps.randomness.uuid(), ...parts, verdicts: [] }
  if (await insertUpload(deps.db, receipt, answer)) return answer
  return (await readAnswerToMessage(deps.db, receipt.messageId))?.answer ?? answer
}

type Judgeable = {
  readonly file: AdmittedFile
  readonly findings: ReadonlyMap<NhsNumber, PdsFinding>
  readonly authority: UploadAnswer['authority']
}

/** One transaction: the authority's turn is taken and looked at anew, since another of its files may have come first. */
async function applyInTurn(deps: RegisterDeps, receipt: UploadReceipt, judgeable: Judgeable): Promise<UploadAnswer> {
  const { file, authority } = judgeable
  const outcome = await deps.db.transaction(async tx => {
    await lockAuthority(tx, file.sender.code)
    const same = await readAnswerToMessage(tx, receipt.messageId)
    if (same !== undefined) return same.answer
    const turn = await judgeTurn(tx, file)
    if (turn.kind === 'refused') return turn
    if (turn.kind === 'answered') return turn.answer
    noteGap(deps, file, turn.expected)
    return applyRows(deps, tx, { ...judgeable, receipt })
  })
  return 'kind' in outcome ? refuse(deps, receipt, { authority, ...outcome }) : outcome
}

function noteGap(deps: RegisterDeps, file: AdmittedFile, expected: number): void {
  const { sender, sequenceNumber } = file
  if (expected !== sequenceNumber)
    deps.log.warn({ authority: sender.code, expected, came: sequenceNumber }, 'a gap in the sequence of uploads')
}
