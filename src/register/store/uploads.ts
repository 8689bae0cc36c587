import type { Database } from '../../platform/index.ts'
import type { FileCode, RecordCode, RowVerdict, SubmittedAuthority, SubmittedRecord, UploadAnswer } from '../upload.ts'

/** What is kept of an upload beside its answer. `appliedAt` and `sequenceNumber` only where it was accepted. */
export type UploadReceipt = {
  readonly authorityCode: string | null
  readonly sequenceNumber: number | null
  readonly messageId: string
  readonly senderMailbox: string
  readonly receivedAt: Date
  readonly appliedAt: Date | null
  readonly declaredCount: number | null
}

/**
 * Writes an upload and its verdicts with the answer to it. False, and nothing written, when this message has its answer
 * already; one that is just being answered elsewhere is waited for.
 */
export async function insertUpload(db: Database, receipt: UploadReceipt, answer: UploadAnswer): Promise<boolean> {
  const added = await db.query({
    name: 'register-upload-insert',
    text: `insert into register.upload (upload_id, authority_code, sequence, sequence_number, mesh_message_id,
        sender_mailbox, received_at, applied_at, declared_count, processed, file_code, detail_code, detail_sentence,
        authority)
      values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
      on conflict (mesh_message_id) do nothing returning upload_id`,
    values: [
      answer.uploadId,
      receipt.authorityCode,
      answer.sequence,
      receipt.sequenceNumber,
      receipt.messageId,
      receipt.senderMailbox,
      receipt.receivedAt,
      receipt.appliedAt,
      receipt.declaredCount,
      answer.processed,
      answer.fileCode,
      answer.detail?.code ?? null,
      answer.detail?.sentence ?? null,
      JSON.stringify(answer.authority),
    ],
  })
  return added.length > 0
}

/** A verdict and the number it is about, where that is one. */
export type NumberedVerdict = RowVerdict & { readonly nhsNumber?: string }

/** Writes the verdicts of an upload, in the order of its records. */
export async function insertVerdicts(
  db: Database,
  uploadId: string,
  verdicts: readonly NumberedVerdict[],
): Promise<void> {
  await db.query({
    name: 'register-verdicts-insert',
    text: `insert into register.verdict (upload_id, position, code, detail_code, detail_sentence, nhs_number, submitted)
      select $1, v.position, v.code, v.detail_code, v.detail_sentence, v.nhs_number, v.submitted
      from json_to_recordset($2::json) as v (position int, code text, detail_code text, detail_sentence text,
        nhs_number text, submitted jsonb)`,
    values: [uploadId, JSON.stringify(verdicts.map(rowOfVerdict))],
  })
}

function rowOfVerdict(verdict: NumberedVerdict, index: number): Record<string, unknown> {
  return {
    position: index + 1,
    code: verdict.code,
    detail_code: verdict.detail?.code,
    detail_sentence: verdict.detail?.sentence,
    nhs_number: verdict.nhsNumber,
    submitted: verdict.record,
  }
}

type UploadRow = {
  upload_id: string
  sequence: string
  processed: number
  file_code: FileCode
  detail_code: string | null
  detail_sentence: string | null
  authority: SubmittedAuthority
  answered_at: Date | null
  answer_message_id: string | null
}

type VerdictRow = {
  code: RecordCode
  detail_code: string | null
  detail_sentence: string | null
  submitted: SubmittedRecord
}

/** An answer as stored, and when and by which message it was sent. */
export type StoredAnswer = {
  readonly answer: UploadAnswer
  readonly answeredAt?: Date
  readonly answerMessageId?: string
}

const UPLOAD_COLUMNS =
  'upload_id, sequence, processed, file_code, detail_code, detail_sentence, authority, answered_at, answer_message_id'

/** The answer to a message, if it has one. */
export async function readAnswerToMessage(db: Database, messageId: string): Promise<StoredAnswer | undefined> {
  const [row] = await db.query<UploadRow>({
    name: 'register-answer-by-message',
    text: `select ${UPLOAD_COLUMNS} from register.upload where mesh_message_id = $1`,
    values: [messageId],
  })
  return row && answerOfRow(db, row)
}

/** The answer to an upload, if there is such an upload. */
export async function readAnswerToUpload(db: Database, uploadId: string): Promise<StoredAnswer | undefined> {
  const [row] = await db.query<UploadRow>({
    name: 'register-answer-by-upload',
    text: `select ${UPLOAD_COLUMNS} from register.upload where upload_id = $1`,
    values: [uploadId],
  })
  return row && answerOfRow(db, row)
}

async function answerOfRow(db: Database, row: UploadRow): Promise<StoredAnswer> {
  const verdicts = await db.query<VerdictRow>({
    name: 'register-verdicts',
    text: `select code, detail_code, detail_sentence, submitted from register.verdict
      where upload_id = $1 order by position`,
    values: [row.upload_id],
  })
  return {
    answer: {
      uploadId: row.upload_id,
      sequence: row.sequence,
      processed: row.processed,
      fileCode: row.file_code,
      ...detailOf(row),
      authority: row.authority,
      verdicts: verdicts.map(verdict => ({ record: verdict.submitted, code: verdict.code, ...detailOf(verdict) })),
    },
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.answer_message_id === null ? {} : { answerMessageId: row.answer_message_id }),
  }
}

function detailOf(row: { detail_code: string | null; detail_sentence: string | null }): Pick<RowVerdict, 'detail'> {
  if (row.detail_code === null || row.detail_sentence === null) return {}
  return { detail: { code: row.detail_code, sentence: row.detail_sentence } }
}

/** Notes that the answer left. False when there is no such upload. */
export async function updateAnswered(db: Database, uploadId: string, messageId: string, at: Date): Promise<boolean> {
  const rows = await db.query({
    name: 'register-answered',
    text: `update register.upload set answer_message_id = $2, answered_at = $3 where upload_id = $1 returning upload_id`,
    values: [uploadId, messageId, at],
  })
  return rows.length > 0
}
