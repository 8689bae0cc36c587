import type { Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'

export type CountedMinute = {
  readonly minute: Date
  readonly measure: string
  readonly valid: number
  readonly good: number
}

/** A loop of a process: how often it turns, when a round last ended well, how many have failed since. */
export type ProcessLoop = { readonly everyMs: number; readonly endedAt?: string; readonly failures: number }

export type SeenProcess = {
  readonly processId: string
  readonly role: string
  readonly startedAt: Date
  readonly seenAt: Date
  readonly loops: Readonly<Record<string, ProcessLoop>>
}

/** Writes that a process is there, and its counts; the same minute again takes the place of what stood there. */
export async function keepProcess(
  db: Database,
  process: SeenProcess & { readonly minutes: readonly CountedMinute[] },
): Promise<void> {
  await db.query({
    name: 'operations-keep-process',
    text: `with seen as (
        insert into operations.process (process_id, role, started_at, seen_at, loops) values ($1, $2, $3, $4, $5)
        on conflict (process_id) do update set seen_at = excluded.seen_at, loops = excluded.loops)
      insert into operations.minute (minute, measure, process_id, valid, good)
      select m.minute, m.measure, $1, m.valid, m.good
      from jsonb_to_recordset($6::jsonb) as m (minute timestamptz, measure text, valid int, good int)
      on conflict (minute, measure, process_id) do update set valid = excluded.valid, good = excluded.good`,
    values: [
      process.processId,
      process.role,
      process.startedAt,
      process.seenAt,
      JSON.stringify(process.loops),
      JSON.stringify(process.minutes),
    ],
  })
}

/** The processes seen since. */
export function seenProcesses(db: Database, since: Date): Promise<SeenProcess[]> {
  return db.query<SeenProcess>({
    name: 'operations-seen-processes',
    text: `select process_id as "processId", role, started_at as "startedAt", seen_at as "seenAt", loops
      from operations.process where seen_at > $1 order by role, started_at`,
    values: [since],
  })
}

/** Notices are counted under no process: they are told by their own times. */
const NO_PROCESS = '00000000-0000-0000-0000-000000000000'

/**
 * Counts the notices that were taken over in a span, by minute: good is one that was handed to MESH within so many
 * seconds of its order. Counted again, the same rows.
 */
export async function countNoticeMinutes(
  db: Database,
  span: { readonly from: Date; readonly to: Date; readonly withinSeconds: number },
): Promise<void> {
  await db.query({
    name: 'operations-count-notices',
    text: `insert into operations.minute (minute, measure, process_id, valid, good)
      select date_trunc('minute', created_at), 'notices', $4, count(*),
        count(*) filter (where sent_at <= ordered_at + make_interval(secs => $3))
      from notifications.published_notice where created_at >= $1 and created_at < $2 and resent_from is null group by 1
      on conflict (minute, measure, process_id) do update set valid = excluded.valid, good = excluded.good`,
    values: [span.from, span.to, span.withinSeconds, NO_PROCESS],
  })
}

export type Counts = { readonly valid: number; readonly good: number }

/** Sums of a kind of measure over a span: all look-ups are those whose name begins with `look-ups-`. */
export async function countsSince(
  db: Database,
  measure: { readonly prefix: string; readonly from: Date; readonly to: Date },
): Promise<Counts> {
  const [row] = await db.query<Counts>({
    name: 'operations-counts-since',
    text: `select coalesce(sum(valid), 0)::bigint as valid, coalesce(sum(good), 0)::bigint as good
      from operations.minute where minute >= $2 and minute < $3 and measure like $1 || '%'`,
    values: [measure.prefix, measure.from, measure.to],
  })
  return row ?? { valid: 0, good: 0 }
}

/** In how many minutes of a span some process of a role was there, and the first minute of all that are kept. */
export async function minutesUp(
  db: Database,
  span: { readonly measure: string; readonly from: Date; readonly to: Date },
): Promise<{ readonly up: number; readonly first?: Date }> {
  const [row] = await withoutNulls<{ readonly up: number; readonly first?: Date }>(
    db.query({
      name: 'operations-minutes-up',
      text: `select count(distinct minute)::int as up, min(minute) as first
        from operations.minute where minute >= $2 and minute < $3 and measure = $1`,
      values: [span.measure, span.from, span.to],
    }),
  )
  return row ?? { up: 0 }
}

/** The newest minute in which something of a kind succeeded. */
export async function lastGood(db: Database, prefix: string): Promise<Date | undefined> {
  const [row] = await db.query<{ minute: Date }>({
    name: 'operations-last-good',
    text: `select minute from operations.minute where measure like $1 || '%' and good > 0 order by minute desc limit 1`,
    values: [prefix],
  })
  return row?.minute
}

/** Drops minutes and processes from before. */
export async function forgetMinutes(
  db: Database,
  before: { readonly minutes: Date; readonly processes: Date },
): Promise<void> {
  await db.query({
    name: 'operations-forget-minutes',
    text: 'delete from operations.minute where minute < $1',
    values: [before.minutes],
  })
  await db.query({
    name: 'operations-forget-processes',
    text: 'delete from operations.process where seen_at < $1',
    values: [before.processes],
  })
}
