import type { CalendarDate, Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'

/** Notices that wait, by why the last try failed. */
export type WaitingNotices = { readonly cause: string; readonly notices: number; readonly oldestAt: Date }

/** What waits to be told: notices by their causes, and orders that are no notice yet. */
export function waitingNotices(db: Database): Promise<WaitingNotices[]> {
  return db.query<WaitingNotices>({
    name: 'operations-waiting-notices',
    text: `select cause, notices, oldest_at as "oldestAt" from notifications.waiting
      union all
      select 'NOT_TAKEN_OVER', count(*)::int, min(at) from lookup.published_order having count(*) > 0 order by 1`,
  })
}

/** The first night of which a sweep is known, the last that ended, and when the newest that did not began. */
export type SweepState = {
  readonly first?: CalendarDate
  readonly lastEnded?: CalendarDate
  readonly runningSince?: Date
}

export async function sweepState(db: Database): Promise<SweepState> {
  const [row] = await withoutNulls<SweepState>(
    db.query({
      name: 'operations-sweep-state',
      text: `select min(night) as first, max(night) filter (where ended_at is not null) as "lastEnded",
          (select started_at from demographics.published_sweep where ended_at is null order by night desc limit 1)
            as "runningSince"
        from demographics.published_sweep`,
    }),
  )
  return row ?? {}
}

/** Authorities whose newest upload since then was answered so. */
export function newestAnswers(
  db: Database,
  since: Date,
): Promise<{ readonly authorityCode: string; readonly fileCode: string; readonly receivedAt: Date }[]> {
  return db.query({
    name: 'operations-newest-answers',
    text: `select distinct on (authority_code) authority_code as "authorityCode", file_code as "fileCode",
        received_at as "receivedAt"
      from register.published_upload where received_at > $1 order by authority_code, received_at desc`,
    values: [since],
  })
}

/** How far the matched part of each authority has fallen below its best since then, in hundredths. */
export async function matchedFalls(
  db: Database,
  since: Date,
): Promise<{ readonly authorityCode: string; readonly fall: number }[]> {
  return db.query({
    name: 'operations-matched-falls',
    text: `select authority_code as "authorityCode", (max(percent) - (array_agg(percent order by received_at desc))[1])::float8 as fall
      from (select authority_code, received_at, 100.0 * held / (held + unmatched) as percent
        from operations.quality_report where received_at > $1 and held + unmatched > 0) r
      group by 1 order by 1`,
    values: [since],
  })
}

/** The alarms that have an open incident, and whether each was over when last looked at. */
export async function openAlarms(db: Database): Promise<readonly { readonly key: string; readonly isOver: boolean }[]> {
  return db.query({
    name: 'operations-open-alarms',
    text: `select alarm_key as key, alarm_over_at is not null as "isOver" from operations.incident
      where alarm_key is not null and state not in ('closed', 'cancelled')`,
  })
}
