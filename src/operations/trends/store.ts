import type { CalendarDate, Database } from '../../platform/index.ts'
import type { MeshDay, NoticeDay, SettingCount, UploadDay } from './counted-day.ts'

const SINCE = `$1::date::timestamp at time zone 'Europe/London'`

/** Files by the day they came, and those of which nothing was stored as a whole. */
export function uploadsByDay(db: Database, from: CalendarDate): Promise<UploadDay[]> {
  return db.query<UploadDay>({
    text: `select (received_at at time zone 'Europe/London')::date as day, count(*)::int as files,
        count(*) filter (where file_code in ('CPF01', 'CPF05', 'CPF06'))::int as refused
      from register.published_upload where received_at >= ${SINCE} group by 1 order by 1`,
    values: [from],
  })
}

export function noticesByDay(db: Database, from: CalendarDate): Promise<NoticeDay[]> {
  return db.query<NoticeDay>({
    text: `select (created_at at time zone 'Europe/London')::date as day, count(*)::int as made,
        count(*) filter (where state = 'undeliverable')::int as undeliverable
      from notifications.published_notice where created_at >= ${SINCE} group by 1 order by 1`,
    values: [from],
  })
}

export function runsSince(db: Database, from: CalendarDate): Promise<MeshDay[]> {
  return db.query<MeshDay>({
    text: 'select day, watched, disconnected, uncollected from operations.watch_run where day >= $1 order by day',
    values: [from],
  })
}

/** Look-ups that were answered, by the setting their organisation has today. */
export function lookUpsBySetting(db: Database, from: CalendarDate): Promise<SettingCount[]> {
  return db.query<SettingCount>({
    text: `with counted as (
        select organisation, count(*) filter (where mode = 'standard') as standard,
          count(*) filter (where mode = 'silent') as silent
        from audit.published_look_up where at >= ${SINCE} and outcome in ('Known', 'NotKnown') group by 1)
      select coalesce(s.care_setting_name, 'Setting not known') as setting, sum(standard)::int as standard,
        sum(silent)::int as silent
      from counted left join care_settings.published_site s on s.ods_code = counted.organisation
      group by 1 order by sum(standard + silent) desc, 1`,
    values: [from],
  })
}

type HeldDay = { readonly day: CalendarDate; readonly held: number; readonly unmatched: number }

/** The sums of the newest report of every authority at the end of each day. */
export function matchedByDay(
  db: Database,
  { from, to }: { readonly from: CalendarDate; readonly to: CalendarDate },
): Promise<HeldDay[]> {
  return db.query<HeldDay>({
    text: `select d::date as day, sum(r.held)::int as held, sum(r.unmatched)::int as unmatched
      from generate_series($1::date, $2::date, interval '1 day') as d
      cross join (select distinct authority_code from operations.quality_report) a
      cross join lateral (
        select held, unmatched from operations.quality_report q
        where q.authority_code = a.authority_code
          and q.received_at < (d::date + 1)::timestamp at time zone 'Europe/London'
        order by received_at desc limit 1
      ) r
      group by 1 order by 1`,
    values: [from, to],
  })
}
