import type { Database } from '../../platform/index.ts'
import { openRecords } from '../store/uploads.ts'
import type { FileCode, PlanType, RecordCode, SubmittedRecord } from '../upload.ts'
import type { Slice, Sliced } from './deps.ts'
import type { SentRow, SentUpload, UploadAsked } from './sent-upload.ts'

type UploadRow = {
  id: string
  sequence: string
  received_at: Date
  file_code: FileCode
  detail_code: string | null
  detail_sentence: string | null
  processed: number
  stored: number
  answered_at: Date | null
  total: number
}

// Only of a file that was stored in part the stored records have to be counted one by one.
const COLUMNS = `u.upload_id as id, u.sequence, u.received_at, u.file_code, u.detail_code, u.detail_sentence,
  greatest(u.processed, 0) as processed, u.answered_at, case u.file_code
    when 'CPF02' then u.processed
    when 'CPF03' then (select count(*)::int from register.upload_verdicts v, json_array_elements(v.verdicts) as one
      where v.upload_id = u.upload_id and one ->> 'c' = 'CPR06')
    else 0 end as stored`

export async function uploadsOf(db: Database, authority: string, { skip, limit }: Slice): Promise<Sliced<SentUpload>> {
  const [counted] = await db.query<{ total: number }>({
    name: 'register-authority-uploads-count',
    text: 'select count(*)::int as total from register.upload where authority_code = $1',
    values: [authority],
  })
  const rows = await db.query<UploadRow>({
    name: 'register-authority-uploads',
    text: `select ${COLUMNS} from (select * from register.upload where authority_code = $1
      order by received_at desc, upload_id limit $2 offset $3) u order by u.received_at desc, u.upload_id`,
    values: [authority, limit, skip],
  })
  return { rows: rows.map(uploadOfRow), total: counted?.total ?? 0 }
}

export async function uploadOf(db: Database, authority: string, uploadId: string): Promise<SentUpload | undefined> {
  const [row] = await db.query<UploadRow>({
    name: 'register-authority-upload',
    text: `select ${COLUMNS} from register.upload u where u.upload_id = $2 and u.authority_code = $1`,
    values: [authority, uploadId],
  })
  return row && uploadOfRow(row)
}

function uploadOfRow(row: UploadRow): SentUpload {
  return {
    uploadId: row.id,
    sequence: row.sequence,
    receivedAt: row.received_at,
    fileCode: row.file_code,
    ...detailOf(row.detail_code, row.detail_sentence),
    processed: row.processed,
    stored: row.stored,
    ...(row.answered_at !== null && { answeredAt: row.answered_at }),
  }
}

function detailOf(code: string | null, sentence: string | null): Pick<SentRow, 'detailCode' | 'detailSentence'> {
  return code === null || sentence === null ? {} : { detailCode: code, detailSentence: sentence }
}

/** How many records have a verdict, and how many of them are stored. */
export async function countVerdicts(db: Database, uploadId: string): Promise<{ all: number; stored: number }> {
  const [row] = await db.query<{ all: number; stored: number }>({
    name: 'register-authority-verdicts-count',
    text: `select count(*)::int as all, (count(*) filter (where one ->> 'c' = 'CPR06'))::int as stored
      from register.upload_verdicts v, json_array_elements(v.verdicts) as one where v.upload_id = $1`,
    values: [uploadId],
  })
  return row ?? { all: 0, stored: 0 }
}

type VerdictRow = {
  position: number
  code: RecordCode
  detail_code: string | null
  detail_sentence: string | null
  plans: PlanType[]
}

/** Rows of an upload in the order of the file. */
export async function verdictsOf(db: Database, asked: UploadAsked): Promise<SentRow[]> {
  const rows = await db.query<VerdictRow>({
    name: 'register-authority-verdicts',
    text: `select place::int as position, one ->> 'c' as code, one ->> 'd' as detail_code, one ->> 's' as detail_sentence,
        array(select json_array_elements_text(one -> 'p')) as plans
      from (select one, place from register.upload_verdicts v,
          json_array_elements(v.verdicts) with ordinality as verdict (one, place)
        where v.upload_id = $1 and not ($2 and one ->> 'c' = 'CPR06') order by place limit $3 offset $4) as part
      order by place`,
    values: [asked.uploadId, asked.refusedOnly, asked.limit, asked.skip],
  })
  const records = rows.length === 0 ? [] : await recordsOf(db, asked.uploadId)
  return rows.map(row => {
    const localId = records[row.position - 1]?.subjects[0]?.localId
    return {
      position: row.position,
      code: row.code,
      ...detailOf(row.detail_code, row.detail_sentence),
      ...(localId !== undefined && { localId }),
      plans: row.plans,
    }
  })
}

async function recordsOf(db: Database, uploadId: string): Promise<SubmittedRecord[]> {
  const [row] = await db.query<{ records_sealed: Buffer }>({
    name: 'register-authority-records',
    text: 'select records_sealed from register.upload_verdicts where upload_id = $1',
    values: [uploadId],
  })
  return row === undefined ? [] : openRecords(uploadId, row.records_sealed)
}
