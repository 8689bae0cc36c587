import type { CalendarDate } from '../../platform/index.ts'
import type { Draft, DraftPlan } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { type KnownRecord, type KnownRecords, recordKey } from './known-record.ts'
import { printWhat, printWho } from './prints.ts'

/** Why a record goes with the next file, or why it stays. */
export type Due = 'new' | 'changed' | 'contact' | 'full' | 'again' | 'unchanged' | 'refused'

export type DueContext = {
  readonly known: KnownRecords
  /** Print of the phones as they are configured now. */
  readonly contact: string
  readonly at: Date
  readonly today: CalendarDate
  /** `full`: every live record goes, changed or not (local-authority.md 5.7). */
  readonly mode: 'delta' | 'full'
  /** When the full round began: what was acknowledged since went with it. */
  readonly fullSince: Date
}

const WEEK_MS = 7 * 86_400_000
/** Refused for who the person is: tried again when that changes, and each week, as PDS may have changed. */
const ABOUT_WHO: ReadonlySet<string> = new Set(['CPR01', 'CPR03', 'CPR04', 'CPR05'])
/** In the order of weight: a record goes when one of its plans does. */
const GOES: readonly Due[] = ['new', 'changed', 'again', 'contact', 'full']

/** Whether a record goes with the next file, and why: the strongest reason among its plans (local-authority.md 8.3, 8.4). */
export function dueOf(draft: Draft, context: DueContext): Due {
  const dues = draft.plans.map(plan => dueOfPlan(draft, plan, context))
  return GOES.find(due => dues.includes(due)) ?? (dues.includes('refused') ? 'refused' : 'unchanged')
}

/** True for the reasons that send a record. */
export function goes(due: Due): boolean {
  return GOES.includes(due)
}

/** True while a plan has neither ended nor been entered in error. */
export function isLive({ end, deleted }: DraftPlan, today: CalendarDate): boolean {
  return deleted === undefined && (end === undefined || end > today)
}

function dueOfPlan(draft: Draft, plan: DraftPlan, context: DueContext): Due {
  const known = context.known.get(recordKey({ nhsNumber: numberOf(draft), type: plan.type }))
  if (known === undefined) return 'new'
  const now = { who: printWho(draft), what: printWhat(plan) }
  const isNews = known.acknowledged?.who !== now.who || known.acknowledged.what !== now.what
  if (isNews && known.refused) return mayRetry(known.refused, now, context.at) ? 'again' : 'refused'
  if (known.acknowledged === undefined) return 'new'
  if (isNews) return 'changed'
  if (!isLive(plan, context.today)) return 'unchanged'
  if (known.acknowledged.contact !== context.contact) return 'contact'
  return context.mode === 'full' && known.acknowledged.at < context.fullSince ? 'full' : 'unchanged'
}

/** The retry table, by code (local-authority.md 8.4). CPR02 is never tried again by itself. */
function mayRetry(refused: NonNullable<KnownRecord['refused']>, now: { who: string; what: string }, at: Date): boolean {
  const { code } = refused
  if (code === 'CPR02') return false
  if (ABOUT_WHO.has(code)) return refused.who !== now.who || at.getTime() - refused.at.getTime() >= WEEK_MS
  return refused.who !== now.who || refused.what !== now.what
}
