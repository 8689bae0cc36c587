import { addDays, addYears, type CalendarDate, type Database, dayInEngland } from '../../platform/index.ts'
import { lastTime } from '../desired/store.ts'
import type { AgentDeps } from '../ports.ts'
import { standingWork } from '../work/store.ts'
import type { WorkItem } from '../work/work-item.ts'

/** How the authority stands (local-authority.md 8.5). Instants are UTC, hours are whole and rounded down. */
export type AgentStatus = {
  /** Live plans of the extract, and how many of them the national service has as they are. */
  readonly live: number
  readonly acknowledged: number
  /** `acknowledged` of `live` in per cent, rounded down; none without live plans. The target is 95. */
  readonly percent?: number
  readonly refusedByCode: Readonly<Record<string, number>>
  readonly oldestRefusalAt?: string
  readonly hoursSince: Readonly<Partial<Record<'upload' | 'acknowledgement' | 'poll' | 'handshake' | 'full', number>>>
  /** A file that is stored or sent and has no acknowledgement yet. */
  readonly inFlight?: { readonly sequence: number; readonly state: string }
  /** Unborn children's plans past their expected end, and children who turn 18 within 30 days. */
  readonly unbornOverdue: number
  readonly nearly18: number
  readonly work: readonly WorkItem[]
}

/** Reads the measures and the work that stands. Restricted work is counted in and shown only where asked for. */
export async function readStatus(
  { database, clock }: Pick<AgentDeps, 'database' | 'clock'>,
  { restricted }: { readonly restricted: boolean },
): Promise<AgentStatus> {
  const now = clock.now()
  const today = dayInEngland(now)
  const { live, acknowledged, unbornOverdue, nearly18 } = await recordFigures(database, today)
  const refusals = await refusalFigures(database)
  const inFlight = await runInFlight(database)
  return {
    ...{ live, acknowledged, unbornOverdue, nearly18, ...refusals },
    ...(live > 0 && { percent: Math.floor((acknowledged * 100) / live) }),
    hoursSince: await hoursSince(database, now),
    ...(inFlight && { inFlight }),
    work: await standingWork(database, { restricted }),
  }
}

type RecordFigures = Record<'live' | 'acknowledged' | 'unbornOverdue' | 'nearly18', number>

async function recordFigures(db: Database, today: CalendarDate): Promise<RecordFigures> {
  const [row] = await db.query<RecordFigures>({
    text: `select count(*) filter (where is_live)::integer as live,
        count(*) filter (where is_live and acknowledged_who = desired_who
          and acknowledged_what = desired_what)::integer as acknowledged,
        count(*) filter (where type = 'UCP' and end_date < $1)::integer as "unbornOverdue",
        count(*) filter (where is_live and subject = 'child' and birth_date > $2 and birth_date <= $3)::integer
          as "nearly18"
      from (select *, (end_date is null or end_date > $1)
        and seen_at = (select max(seen_at) from agent.record) as is_live from agent.record) as said`,
    values: [today, addYears(today, -18), addDays(addYears(today, -18), 30)],
  })
  return row ?? { live: 0, acknowledged: 0, unbornOverdue: 0, nearly18: 0 }
}

async function refusalFigures(db: Database): Promise<Pick<AgentStatus, 'refusedByCode' | 'oldestRefusalAt'>> {
  const rows = await db.query<{ code: string; count: number; oldest: Date }>({
    text: `select refused_code as code, count(*)::integer as count, min(refused_at) as oldest
      from agent.record where refused_code is not null group by 1 order by 1`,
  })
  const oldest = rows.map(row => row.oldest.toISOString()).sort()[0]
  const refusedByCode = Object.fromEntries(rows.map(({ code, count }) => [code, count]))
  return { refusedByCode, ...(oldest && { oldestRefusalAt: oldest }) }
}

async function runInFlight(db: Database): Promise<AgentStatus['inFlight']> {
  const [row] = await db.query<{ sequence: number; state: string }>({
    text: `select sequence::integer as sequence, state from agent.run where state in ('stored', 'sent')`,
  })
  return row
}

async function hoursSince(db: Database, now: Date): Promise<AgentStatus['hoursSince']> {
  const [runs] = await db.query<{ upload: Date | null; acknowledgement: Date | null }>({
    text: 'select max(sent_at) as upload, max(acknowledged_at) as acknowledgement from agent.run',
  })
  const times = {
    ...{ upload: runs?.upload, acknowledgement: runs?.acknowledgement },
    poll: await lastTime(db, 'poll'),
    handshake: await lastTime(db, 'handshake'),
    full: await lastTime(db, 'full'),
  }
  const known = Object.entries(times).flatMap(([what, at]) => (at ? [[what, at] as const] : []))
  return Object.fromEntries(known.map(([what, at]) => [what, Math.floor((now.getTime() - at.getTime()) / 3_600_000)]))
}
