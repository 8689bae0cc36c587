import { addDays, type CalendarDate, type Database } from '../../platform/index.ts'
import { type Cause, type HeldCounts, LONGEST_PREGNANCY_DAYS, NEAR_EIGHTEEN_DAYS } from './stock.ts'

export type UploadRow = {
  readonly authorityCode: string | null
  readonly sequenceNumber: number | null
  readonly receivedAt: Date
  /** The number accepted before this one; null where this is the first, or none. */
  readonly before: number | null
}

export async function readUploadRow(db: Database, uploadId: string): Promise<UploadRow | undefined> {
  const [row] = await db.query<UploadRow>({
    name: 'register-stock-upload',
    text: `select u.authority_code as "authorityCode", u.sequence_number as "sequenceNumber",
        u.received_at as "receivedAt", (select max(b.sequence_number) from register.upload b
          where b.authority_code = u.authority_code and b.sequence_number < u.sequence_number
            and b.file_code in ('CPF02', 'CPF03', 'CPF04')) as before
      from register.upload u where u.upload_id = $1`,
    values: [uploadId],
  })
  return row
}

/** True when the verdicts of this upload are still to be taken into account; others of the authority wait meanwhile. */
export async function takeTurn(tx: Database, authorityCode: string, sequenceNumber: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'register-stock-turn',
    text: `insert into register.stock_taken as s (authority_code, sequence_number) values ($1, $2)
      on conflict (authority_code) do update set sequence_number = excluded.sequence_number
      where s.sequence_number < excluded.sequence_number returning 1`,
    values: [authorityCode, sequenceNumber],
  })
  return rows.length > 0
}

/** A record of a file by its key, and its verdict; without a code it is stored. */
export type KeyedVerdict = { readonly key: string; readonly code: string | null; readonly detail: string | null }

/** Brings what is outstanding in line with the verdicts of a file, and drops what is no longer offered. */
export async function keepOutstanding(
  tx: Database,
  authorityCode: string,
  file: { readonly verdicts: readonly KeyedVerdict[]; readonly at: Date; readonly forgottenBefore: Date },
): Promise<void> {
  const { verdicts, at, forgottenBefore } = file
  await tx.query({
    name: 'register-stock-mended',
    text: `delete from register.outstanding_row where authority_code = $1
      and (subject_key = any ($2) or subject_key like 'keyless %' or last_sent_at < $3)`,
    values: [authorityCode, verdicts.filter(one => one.code === null).map(one => one.key), forgottenBefore],
  })
  await tx.query({
    name: 'register-stock-outstanding',
    text: `insert into register.outstanding_row (authority_code, subject_key, code, detail_code, since, last_sent_at)
      select $1, v.key, v.code, v.detail, $3, $3 from jsonb_to_recordset($2::jsonb) as v (key text, code text, detail text)
      on conflict (authority_code, subject_key) do update
      set code = excluded.code, detail_code = excluded.detail_code, last_sent_at = excluded.last_sent_at`,
    values: [authorityCode, JSON.stringify(verdicts.filter(one => one.code !== null)), at],
  })
}

export type OutstandingCount = Pick<Cause, 'code' | 'outstanding'> & {
  readonly detail: string | null
  readonly since: Date
}

export function countOutstanding(db: Database, authorityCode: string): Promise<OutstandingCount[]> {
  return db.query<OutstandingCount>({
    name: 'register-stock-causes',
    text: `select code, detail_code as detail, count(*)::int as outstanding, min(since) as since
      from register.outstanding_row where authority_code = $1 group by 1, 2 order by 1, 2 nulls first`,
    values: [authorityCode],
  })
}

type HeldRow = Omit<HeldCounts, 'plans'> & { readonly CPP: number; readonly LAC: number; readonly UCP: number }

/** What the register shows of an authority on a day. */
export async function countHeld(db: Database, authorityCode: string, on: CalendarDate): Promise<HeldCounts> {
  const [row] = await db.query<HeldRow>({
    name: 'register-stock-held',
    text: `select count(distinct child_key) filter (where number_state = 'current')::int as people,
        count(*) filter (where type = 'CPP')::int as "CPP", count(*) filter (where type = 'LAC')::int as "LAC",
        count(*) filter (where type = 'UCP')::int as "UCP",
        count(distinct child_key) filter (where number_state = 'withdrawn')::int as withdrawn,
        count(*) filter (where type = 'UCP' and (end_date < $2 or start_date < $4))::int as "unbornOverdue",
        count(distinct child_key) filter (where end_date is null and shown_until <= $3)::int as "nearEighteen",
        count(distinct child_key) filter (where exists (select from register.plan o
          where o.child_key = p.child_key and o.authority_code <> $1 and o.shown_until >= $2))::int as shared
      from register.plan p where authority_code = $1 and shown_until >= $2`,
    values: [authorityCode, on, addDays(on, NEAR_EIGHTEEN_DAYS), addDays(on, -LONGEST_PREGNANCY_DAYS)],
  })
  if (row === undefined) throw new Error('counting returned no row')
  const { CPP, LAC, UCP, ...counts } = row
  return { ...counts, plans: { CPP, LAC, UCP } }
}
