import { deflateSync, inflateSync } from 'node:zlib'
import { type Database, processKeyring } from '../../platform/index.ts'
import type {
  FileCode,
  PlanType,
  RecordCode,
  RowVerdict,
  SubmittedAuthority,
  SubmittedRecord,
  UploadAnswer,
} from '../upload.ts'

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

/** A verdict as it is kept: one letter a key, since there are thousands of them in a document. */
type KeptVerdict = {
  /** Code, then code and sentence of the detail. */
  readonly c: RecordCode
  readonly d?: string
  readonly s?: string
  /** The types of the record's plans. */
  readonly p: readonly PlanType[]
}

/** What is sealed of it: the number it is about, and the record as submitted, which is echoed in the answer. */
type KeptRecord = readonly [number: string | null, record: SubmittedRecord]

export const contextOfRecords = (uploadId: string): string => `register.upload_verdicts ${uploadId}`

// What is sealed cannot be made smaller afterwards, and thousands of records are nearly all repetition.
function sealRecords(uploadId: string, verdicts: readonly NumberedVerdict[]): Buffer {
  const records = verdicts.map(({ nhsNumber = null, record }): KeptRecord => [nhsNumber, record])
  return processKeyring().seal(deflateSync(JSON.stringify(records), { level: 1 }), contextOfRecords(uploadId))
}

/** The records of an upload as submitted, in their order. Throws SEALED_VALUE_UNREADABLE. */
export function openRecords(uploadId: string, sealed: Buffer): SubmittedRecord[] {
  const records: KeptRecord[] = JSON.parse(
    inflateSync(processKeyring().unseal(sealed, contextOfRecords(uploadId))).toString(),
  )
  return records.map(([, record]) => record)
}

/** Writes the verdicts of an upload, in the order of its records. */
export async function insertVerdicts(
  db: Database,
  uploadId: string,
  verdicts: readonly NumberedVerdict[],
): Promise<void> {
  await db.query({
    name: 'register-verdicts-insert',
    text: 'insert into register.upload_verdicts (upload_id, verdicts, records_sealed) values ($1, $2, $3)',
    values: [uploadId, JSON.stringify(verdicts.map(keptVerdict)), sealRecords(uploadId, verdicts)],
  })
}

const keptVerdict = ({ code, detail, record }: NumberedVerdict): KeptVerdict => ({
  c: code,
  ...(detail && { d: detail.code, s: detail.sentence }),
  p: record.plans.map(plan => plan.type),
})

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

type KeptVerdicts = { readonly verdicts: readonly KeptVerdict[]; readonly records_sealed: Buffer }

function verdictsOf(uploadId: string, { verdicts, records_sealed: sealed }: KeptVerdicts): RowVerdict[] {
  const records = openRecords(uploadId, sealed)
  return verdicts.map(({ c, d, s }, place) => {
    const record = records[place]
    if (record === undefined) throw new Error('an upload has fewer records than verdicts')
    return { record, code: c, ...detailOf(d, s) }
  })
}

async function answerOfRow(db: Database, row: UploadRow): Promise<StoredAnswer> {
  const [kept] = await db.query<KeptVerdicts>({
    name: 'register-verdicts',
    text: 'select verdicts, records_sealed from register.upload_verdicts where upload_id = $1',
    values: [row.upload_id],
  })
  return {
    answer: {
      uploadId: row.upload_id,
      sequence: row.sequence,
      processed: row.processed,
      fileCode: row.file_code,
      ...detailOf(row.detail_code, row.detail_sentence),
      authority: row.authority,
      verdicts: kept === undefined ? [] : verdictsOf(row.upload_id, kept),
    },
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.answer_message_id === null ? {} : { answerMessageId: row.answer_message_id }),
  }
}

function detailOf(code?: string | null, sentence?: string | null): Pick<RowVerdict, 'detail'> {
  return code && sentence ? { detail: { code, sentence } } : {}
}

/** The message ids among these whose upload is there, under their own id or that of the upload they repeat. */
export async function readUploadsKept(
  db: Database,
  messages: readonly { readonly messageId: string; readonly uploadId?: string }[],
): Promise<string[]> {
  const rows = await db.query<{ message_id: string }>({
    name: 'register-uploads-kept',
    text: `select m.message_id from unnest($1::text[], $2::uuid[]) as m (message_id, upload_id)
      where exists (select from register.upload u where u.mesh_message_id = m.message_id)
        or exists (select from register.upload u where u.upload_id = m.upload_id)`,
    values: [messages.map(one => one.messageId), messages.map(one => one.uploadId ?? null)],
  })
  return rows.map(row => row.message_id)
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
