import { addDays, type CalendarDate, type Clock, type Database, dayInEngland } from '../../platform/index.ts'
import { matchedPercent } from '../data-quality/quality.ts'
import type { MeshDay, NoticeDay, SettingCount, UploadDay } from './counted-day.ts'
import { lookUpsBySetting, matchedByDay, noticesByDay, runsSince, uploadsByDay } from './store.ts'

/** Days a trend goes back over, today in it: what one sees at a glance, and a table one reads to its end. */
export const TREND_DAYS = 14
/** Look-ups are counted over fewer: there are a hundred thousand a day. */
export const LOOK_UP_DAYS = 7

export type MatchedDay = { readonly day: CalendarDate; readonly matchedPercent: number }

/** What is drawn: counts by day, oldest first. Days without an upload or a notice are there with none. */
export type Trends = {
  readonly uploads: readonly UploadDay[]
  readonly notices: readonly NoticeDay[]
  /** Days of a daily watch only. */
  readonly mesh: readonly MeshDay[]
  /** All look-ups of the last days by care setting, most first. */
  readonly lookUps: readonly SettingCount[]
}

type TrendDeps = { readonly db: Database; readonly clock: Clock }

/** Counts what came and went over the last 14 days, look-ups over the last 7. Names no child and no person. */
export async function readTrends({ db, clock }: TrendDeps): Promise<Trends> {
  const today = dayInEngland(clock.now())
  const from = addDays(today, 1 - TREND_DAYS)
  const [uploads, notices, mesh, lookUps] = await Promise.all([
    uploadsByDay(db, from),
    noticesByDay(db, from),
    runsSince(db, from),
    lookUpsBySetting(db, addDays(today, 1 - LOOK_UP_DAYS)),
  ])
  return {
    uploads: everyDay(from, uploads, day => ({ day, files: 0, refused: 0 })),
    notices: everyDay(from, notices, day => ({ day, made: 0, undeliverable: 0 })),
    mesh,
    lookUps,
  }
}

/** How many of a hundred were matched in all of England at the end of each of the last 14 days that had anybody. */
export async function nationalTrend({ db, clock }: TrendDeps): Promise<MatchedDay[]> {
  const today = dayInEngland(clock.now())
  const rows = await matchedByDay(db, { from: addDays(today, 1 - TREND_DAYS), to: today })
  return rows.flatMap(row => {
    const percent = matchedPercent(row)
    return percent === undefined ? [] : [{ day: row.day, matchedPercent: percent }]
  })
}

function everyDay<Row extends { readonly day: CalendarDate }>(
  from: CalendarDate,
  rows: readonly Row[],
  none: (day: CalendarDate) => Row,
): Row[] {
  const found = new Map(rows.map(row => [row.day, row]))
  return Array.from({ length: TREND_DAYS }, (_, index) => addDays(from, index)).map(day => found.get(day) ?? none(day))
}
