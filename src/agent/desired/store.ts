import { type CalendarDate, type Database, dayInEngland } from '../../platform/index.ts'
import type { PlanType, SubjectKind } from '../../register/index.ts'
import type { Draft } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { isLive } from './due.ts'
import { type KnownRecord, type KnownRecords, recordKey } from './known-record.ts'
import { printWhat, printWho } from './prints.ts'

type Row = {
  nhsNumber: string
  type: PlanType
  subject: SubjectKind
  localPersonId: string
  who: string | null
  what: string
  contact: string
  live: boolean
  acknowledgedAt: Date
  refusedCode: string | null
  refusedWho: string
  refusedWhat: string
  refusedAt: Date
}

const SELECT = `select nhs_number as "nhsNumber", type, subject, local_person_id as "localPersonId",
    acknowledged_who as who, acknowledged_what as what, acknowledged_contact as contact,
    acknowledged_live as live, acknowledged_at as "acknowledgedAt", refused_code as "refusedCode",
    refused_who as "refusedWho", refused_what as "refusedWhat", refused_at as "refusedAt"
  from agent.record`

/** What the agent knows of what it sent under these NHS numbers, and what became of it. */
export async function readKnownOf(db: Database, nhsNumbers: readonly string[]): Promise<KnownRecords> {
  const rows = await db.query<Row>({
    text: `${SELECT} where sent_run is not null and nhs_number = any($1)`,
    values: [nhsNumbers],
  })
  return new Map(rows.map(row => [recordKey(row), knownOf(row)]))
}

const PAGE = 5_000

/** Every plan the national service took and that lives as it was taken, so many at a time. */
export async function* liveRecords(db: Database): AsyncGenerator<KnownRecord> {
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const rows = await db.query<Row>({
      text: `${SELECT} where acknowledged_live and (nhs_number, type) > ($1, $2) order by nhs_number, type limit $3`,
      values: [...after, PAGE],
    })
    yield* rows.map(knownOf)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = [last.nhsNumber, last.type]
  }
}

export async function countLive(db: Database): Promise<number> {
  const [row] = await db.query<{ live: number }>({
    text: 'select count(*)::integer as live from agent.record where acknowledged_live',
  })
  return row?.live ?? 0
}

/** Which of these local persons have, as children, a record the national service took. */
export async function takenChildren(db: Database, localPersonIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (localPersonIds.length === 0) return new Set()
  const rows = await db.query<{ id: string }>({
    text: `select distinct local_person_id as id from agent.record
      where subject = 'child' and acknowledged_at is not null and local_person_id = any($1)`,
    values: [localPersonIds],
  })
  return new Set(rows.map(({ id }) => id))
}

function knownOf(row: Row): KnownRecord {
  const { nhsNumber, type, subject, localPersonId, who, what, contact, live, acknowledgedAt: at } = row
  return {
    ...{ nhsNumber, type, subject, localPersonId },
    ...(who !== null && { acknowledged: { who, what, contact, live, at } }),
    ...(row.refusedCode !== null && {
      refused: { code: row.refusedCode, who: row.refusedWho, what: row.refusedWhat, at: row.refusedAt },
    }),
  }
}

/** Numbers told to be out of use, and those a CPR02 holds back until somebody released it (checks A12 and A13). */
export async function readHeldNumbers(
  db: Database,
): Promise<{ inactive: ReadonlySet<string>; sensitive: ReadonlySet<string> }> {
  const inactive = await db.query<{ nhsNumber: string }>({
    text: 'select nhs_number as "nhsNumber" from agent.inactive_number',
  })
  const sensitive = await db.query<{ nhsNumber: string }>({
    text: `select nhs_number as "nhsNumber" from agent.record where refused_code = 'CPR02'`,
  })
  return { inactive: numbers(inactive), sensitive: numbers(sensitive) }
}

function numbers(rows: readonly { nhsNumber: string }[]): ReadonlySet<string> {
  return new Set(rows.map(row => row.nhsNumber))
}

/** Keeps what the extract says; with a file, also that it goes with it. */
export async function storeDesired(
  tx: Database,
  drafts: readonly Draft[],
  { at, sent }: { at: Date; sent?: { runId: string; contact: string } },
): Promise<void> {
  const today = dayInEngland(at)
  const rows = drafts.flatMap(draft => draft.plans.map(plan => desiredRow(draft, plan, today)))
  await tx.query({
    text: `insert into agent.record as kept (nhs_number, type, subject, local_person_id, birth_date, start_date, end_date,
        seen_at, desired_who, desired_what, sent_run, sent_who, sent_what, sent_contact, sent_live)
      select nhs_number, type, subject, local_person_id, birth_date, start_date, end_date, $2, who, what,
        $3::uuid, case when $3 is not null then who end, case when $3 is not null then what end, $4::text,
        case when $3 is not null then live end
      from jsonb_to_recordset($1) as said (nhs_number text, type text, subject text, local_person_id text,
        birth_date date, start_date date, end_date date, who text, what text, live boolean)
      on conflict (nhs_number, type) do update set
        subject = excluded.subject, local_person_id = excluded.local_person_id, birth_date = excluded.birth_date,
        start_date = excluded.start_date, end_date = excluded.end_date, seen_at = excluded.seen_at,
        desired_who = excluded.desired_who, desired_what = excluded.desired_what,
        sent_run = coalesce(excluded.sent_run, kept.sent_run), sent_who = coalesce(excluded.sent_who, kept.sent_who),
        sent_what = coalesce(excluded.sent_what, kept.sent_what),
        sent_contact = coalesce(excluded.sent_contact, kept.sent_contact),
        sent_live = coalesce(excluded.sent_live, kept.sent_live)`,
    values: [JSON.stringify(rows), at, sent?.runId ?? null, sent?.contact ?? null],
  })
}

function desiredRow(draft: Draft, plan: Draft['plans'][number], today: CalendarDate) {
  return {
    nhs_number: numberOf(draft),
    type: plan.type,
    subject: draft.kind,
    local_person_id: draft.personId,
    birth_date: draft.subject.date.dateOfBirth ?? null,
    start_date: plan.start ?? null,
    end_date: plan.end ?? null,
    who: printWho(draft),
    what: printWhat(plan),
    live: isLive(plan, today),
  }
}

/** Lays the verdicts of a file on what was sent with it: taken becomes acknowledged, refused is kept with its prints. */
export async function storeOutcomes(tx: Database, runId: string, at: Date): Promise<void> {
  await tx.query({
    text: `update agent.record set acknowledged_at = $2, acknowledged_who = sent_who, acknowledged_what = sent_what,
        acknowledged_contact = sent_contact, acknowledged_live = sent_live,
        refused_at = null, refused_code = null, refused_who = null, refused_what = null
      from agent.sent_row as verdict where verdict.run_id = $1 and record.sent_run = $1
        and verdict.nhs_number = record.nhs_number and verdict.subject = record.subject
        and verdict.verdict_code = 'CPR06'`,
    values: [runId, at],
  })
  await tx.query({
    text: `update agent.record set refused_at = $2, refused_code = verdict_code, refused_who = sent_who,
        refused_what = sent_what
      from agent.sent_row as verdict where verdict.run_id = $1 and record.sent_run = $1
        and verdict.nhs_number = record.nhs_number and verdict.subject = record.subject
        and verdict.verdict_code is not null and verdict.verdict_code <> 'CPR06'`,
    values: [runId, at],
  })
}

/** Forgets that a number was refused as sensitive: somebody released it, and it may be tried once more. */
export async function releaseSensitive(tx: Database, nhsNumber: string): Promise<void> {
  await tx.query({
    text: `update agent.record set refused_at = null, refused_code = null, refused_who = null, refused_what = null
      where nhs_number = $1 and refused_code = 'CPR02'`,
    values: [nhsNumber],
  })
}

export async function storeInactiveNumbers(tx: Database, nhsNumbers: readonly string[], at: Date): Promise<void> {
  await tx.query({
    text: `insert into agent.inactive_number (nhs_number, told_at) select unnest($1::text[]), $2 on conflict do nothing`,
    values: [nhsNumbers, at],
  })
}

export type TimedThing = 'poll' | 'handshake' | 'full' | 'daily'

export async function noteTime(db: Database, what: TimedThing, at: Date): Promise<void> {
  await db.query({
    text: `insert into agent.last_time (what, at) values ($1, $2)
      on conflict (what) do update set at = excluded.at`,
    values: [what, at],
  })
}

export async function lastTime(db: Database, what: TimedThing): Promise<Date | undefined> {
  const [row] = await db.query<{ at: Date }>({ text: 'select at from agent.last_time where what = $1', values: [what] })
  return row?.at
}
