import type { Clock, Database } from '../../platform/index.ts'
import { type Counts, countNoticeMinutes, countsSince, forgetMinutes, minutesUp } from './store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The span promises are measured over, in days (trust.md T-20). */
export const WINDOW_DAYS = 30
/** How soon a notice is with MESH after the access that ordered it. */
export const NOTICE_WITHIN_SECONDS = 5
/** How soon a good answer comes (trust.md T-20). */
export const ANSWER_WITHIN_MS = 2000

/** What is promised, as a part of one. That of look-ups is trust.md T-20; the two others are ours. */
export const OBJECTIVES = { 'look-ups': 0.9995, availability: 0.999, notices: 0.99 } as const
export type ServiceLevelName = keyof typeof OBJECTIVES

/** How fast the error budget of look-ups burns in an alarm, and over how many hours (trust.md T-20). */
export const BURN_ALARMS = [
  { hours: 1, factor: 14.4 },
  { hours: 6, factor: 6 },
] as const
/** Fewer bad look-ups than these are a mishap, not an alarm: at night one of ten would burn for a year. Ours. */
export const LEAST_BAD = 5

export type ServiceLevel = {
  readonly name: ServiceLevelName
  readonly what: string
  readonly objective: number
  /** Look-ups, notices, or minutes: all that count, and those that were good. */
  readonly valid: number
  readonly good: number
  /** Good of valid; none where nothing counted. */
  readonly ratio?: number
  /** What is left of the error budget, as a part of one; below nothing when it is spent. */
  readonly budgetLeft?: number
  readonly isKept: boolean
}

export type Burn = {
  readonly hours: number
  readonly factor: number
  readonly valid: number
  readonly bad: number
  /** So many times as fast as the budget allows. */
  readonly rate: number
  readonly isBurning: boolean
}

/** The service levels of the last 30 days, and how fast the budget of look-ups burns. */
export type ServiceLevels = {
  readonly at: Date
  readonly from: Date
  readonly levels: readonly ServiceLevel[]
  readonly burns: readonly Burn[]
}

type LevelDeps = { readonly db: Database; readonly clock: Clock }

const WHAT: Readonly<Record<ServiceLevelName, string>> = {
  'look-ups': 'valid look-ups answered rightly within 2 seconds',
  availability: 'minutes in which the API was there and reached its database',
  notices: 'notices with MESH within 5 seconds of the access',
}

/** Works out the service levels from the minutes that were counted (trust.md T-20). */
export async function serviceLevels({ db, clock }: LevelDeps): Promise<ServiceLevels> {
  const at = clock.now()
  const from = new Date(at.getTime() - WINDOW_DAYS * DAY_MS)
  const span = { from, to: at }
  const levels = [
    level('look-ups', await countsSince(db, { prefix: 'look-ups-', ...span })),
    level('availability', await availability(db, span)),
    level('notices', await countsSince(db, { prefix: 'notices', ...span })),
  ]
  return { at, from, levels, burns: await burns(db, at) }
}

/** Whole minutes since the first that was counted: one that nobody wrote was one in which the API was not there. */
async function availability(db: Database, { from, to }: { readonly from: Date; readonly to: Date }): Promise<Counts> {
  const whole = new Date(Math.floor(to.getTime() / MINUTE_MS) * MINUTE_MS)
  const { up, first } = await minutesUp(db, { measure: 'up-api', from, to: whole })
  const valid = first === undefined ? 0 : Math.round((whole.getTime() - first.getTime()) / MINUTE_MS)
  return { valid, good: Math.min(up, valid) }
}

function level(name: ServiceLevelName, { valid, good }: Counts): ServiceLevel {
  const objective = OBJECTIVES[name]
  const counts = { name, what: WHAT[name], objective, valid, good }
  if (valid === 0) return { ...counts, isKept: true }
  const ratio = good / valid
  return { ...counts, ratio, budgetLeft: 1 - (1 - ratio) / (1 - objective), isKept: ratio >= objective }
}

/** How fast the error budget of look-ups burns now, over each of the two spans. */
export async function burns(db: Database, at: Date): Promise<Burn[]> {
  const found: Burn[] = []
  for (const { hours, factor } of BURN_ALARMS) {
    const from = new Date(at.getTime() - hours * HOUR_MS)
    const { valid, good } = await countsSince(db, { prefix: 'look-ups-', from, to: new Date(at.getTime() + 1) })
    const bad = valid - good
    const rate = valid === 0 ? 0 : bad / valid / (1 - OBJECTIVES['look-ups'])
    found.push({ hours, factor, valid, bad, rate, isBurning: bad >= LEAST_BAD && rate >= factor })
  }
  return found
}

/** A notice that was not sent by then is late for good. */
const SETTLED_MS = 10_000
const KEPT_DAYS = WINDOW_DAYS + 10
const PROCESS_DAYS = 2

/** Counts the notices of the last quarter of an hour by their minutes, and drops what nobody asks about any more. */
export async function countNoticesByMinute({ db, clock }: LevelDeps): Promise<void> {
  const now = clock.now().getTime()
  const to = new Date(Math.floor((now - SETTLED_MS) / MINUTE_MS) * MINUTE_MS)
  const from = new Date(to.getTime() - HOUR_MS / 4)
  await countNoticeMinutes(db, { from, to, withinSeconds: NOTICE_WITHIN_SECONDS })
  await forgetMinutes(db, {
    minutes: new Date(now - KEPT_DAYS * DAY_MS),
    processes: new Date(now - PROCESS_DAYS * DAY_MS),
  })
}
