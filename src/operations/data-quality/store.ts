import type { Database } from '../../platform/index.ts'
import type { Mail } from '../letters/mail.ts'
import { withoutNulls } from '../watch/store.ts'
import type { QualityReport } from './quality.ts'

/** Uploads since then that have no report yet, oldest first. */
export async function uploadsWithoutReport(db: Database, since: Date, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>({
    name: 'operations-uploads-without-report',
    text: `select upload_id as id from register.published_upload u where received_at > $1
        and not exists (select from operations.quality_report r where r.upload_id = u.upload_id)
      order by received_at, upload_id limit $2`,
    values: [since, limit],
  })
  return rows.map(row => row.id)
}

const COLUMNS: readonly (readonly [column: string, key: keyof QualityReport, type: string])[] = [
  ['upload_id', 'uploadId', 'uuid'],
  ['authority_code', 'authorityCode', 'text'],
  ['received_at', 'receivedAt', 'timestamptz'],
  ['made_at', 'madeAt', 'timestamptz'],
  ['file_code', 'fileCode', 'text'],
  ['detail_code', 'detailCode', 'text'],
  ['processed', 'processed', 'int'],
  ['stored', 'stored', 'int'],
  ['skipped', 'skipped', 'int'],
  ['held', 'held', 'int'],
  ['plans', 'plans', 'jsonb'],
  ['unmatched', 'unmatched', 'int'],
  ['unmatched_since', 'unmatchedSince', 'timestamptz'],
  ['causes', 'causes', 'jsonb'],
  ['withdrawn', 'withdrawn', 'int'],
  ['unborn_overdue', 'unbornOverdue', 'int'],
  ['near_eighteen', 'nearEighteen', 'int'],
  ['shared', 'shared', 'int'],
]
const ALL = COLUMNS.map(([column]) => column).join(', ')
const SHOWN = COLUMNS.map(([column, key]) => `${column} as "${key}"`).join(', ')

/** Keeps a report; false when this upload has one. */
export async function keepReport(db: Database, report: QualityReport): Promise<boolean> {
  const rows = await db.query({
    name: 'operations-keep-quality-report',
    text: `insert into operations.quality_report (${ALL}) select ${COLUMNS.map(([, key]) => `r."${key}"`).join(', ')}
      from jsonb_to_record($1::jsonb) as r (${COLUMNS.map(([, key, type]) => `"${key}" ${type}`).join(', ')})
      on conflict (upload_id) do nothing returning 1`,
    values: [JSON.stringify(report)],
  })
  return rows.length > 0
}

/** The newest report of every authority that has one. */
export function newestReports(db: Database): Promise<QualityReport[]> {
  return withoutNulls<QualityReport>(
    db.query({
      name: 'operations-newest-quality-reports',
      text: `select distinct on (authority_code) ${SHOWN} from operations.quality_report
        order by authority_code, received_at desc, upload_id`,
    }),
  )
}

/** The reports on an authority's uploads, newest first. */
export function reportsOf(db: Database, authorityCode: string, limit: number): Promise<QualityReport[]> {
  return withoutNulls<QualityReport>(
    db.query({
      name: 'operations-quality-reports-of',
      text: `select ${SHOWN} from operations.quality_report where authority_code = $1
        order by received_at desc, upload_id limit $2`,
      values: [authorityCode, limit],
    }),
  )
}

/** When an upload of each authority was last accepted. */
export async function lastAccepted(db: Database): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query<{ code: string; at: Date }>({
    name: 'operations-last-accepted',
    text: `select authority_code as code, max(received_at) as at from register.published_upload
      where file_code in ('CPF02', 'CPF03', 'CPF04') group by 1`,
  })
  return new Map(rows.map(row => [row.code, row.at]))
}

/** Keeps the letter about an upload; the first of a day. */
export async function keepQualityLetter(
  db: Database,
  letter: Omit<Mail, 'about' | 'isUrgent'> & { readonly uploadId: string; readonly authorityCode: string },
): Promise<void> {
  await db.query({
    name: 'operations-keep-quality-letter',
    text: `insert into operations.quality_letter
        (letter_id, upload_id, authority_code, day, recipients, subject, body, written_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (authority_code, day) do nothing`,
    values: [
      letter.letterId,
      letter.uploadId,
      letter.authorityCode,
      letter.day,
      letter.recipients,
      letter.subject,
      letter.body,
      letter.writtenAt,
    ],
  })
}

/** Letters about uploads that have somebody to go to and have not left, oldest first. */
export function qualityLettersToDeliver(db: Database, limit: number): Promise<Mail[]> {
  return db.query<Mail>({
    name: 'operations-quality-letters-to-deliver',
    text: `select letter_id as "letterId", day, authority_code || '-data-quality' as about, recipients, subject, body,
        written_at as "writtenAt", false as "isUrgent"
      from operations.quality_letter where delivered_at is null and recipients <> '{}' order by written_at, letter_id
      limit $1`,
    values: [limit],
  })
}

export async function keepQualityLetterDelivered(db: Database, letterId: string, at: Date, as: string): Promise<void> {
  await db.query({
    name: 'operations-keep-quality-letter-delivered',
    text: `update operations.quality_letter set delivered_at = $2, delivered_as = $3
      where letter_id = $1 and delivered_at is null`,
    values: [letterId, at, as],
  })
}
