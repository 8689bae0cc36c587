import type { CalendarDate } from '../../platform/index.ts'
import type { Cause, FileCode, PlanType } from '../../register/index.ts'

/** No authority goes live with less, and 100 is the aim (programme.md 2.6). */
export const MATCHED_AT_LEAST = 95
/** Systems send everything live once a week: an authority that is silent for longer is asked why. Ours. */
export const SILENT_AFTER_DAYS = 7

/** The report on one upload: counts only. */
export type QualityReport = {
  readonly uploadId: string
  readonly authorityCode: string
  readonly receivedAt: Date
  readonly madeAt: Date
  readonly fileCode: FileCode
  readonly detailCode?: string
  readonly processed: number
  readonly stored: number
  /** Sequence numbers left out before this one. */
  readonly skipped: number
  /** People the register shows for the authority. */
  readonly held: number
  readonly plans: Readonly<Record<PlanType, number>>
  readonly unmatched: number
  readonly unmatchedSince?: Date
  readonly causes: readonly Cause[]
  readonly withdrawn: number
  readonly unbornOverdue: number
  readonly nearEighteen: number
  readonly shared: number
}

/**
 * How many of a hundred people an authority offers are matched to an NHS number and held, to one decimal and never
 * rounded up; `undefined` where it offers nobody (programme.md 2.6, local-authority.md 6.4).
 */
export function matchedPercent({ held, unmatched }: Pick<QualityReport, 'held' | 'unmatched'>): number | undefined {
  const offered = held + unmatched
  return offered === 0 ? undefined : Math.floor((held * 1000) / offered) / 10
}

/** Records outstanding for a verdict code, or for a code with a detail. */
export function outstandingFor({ causes }: Pick<QualityReport, 'causes'>, code: string, detail?: string): number {
  return causes
    .filter(cause => cause.code === code && (detail === undefined || cause.detail === detail))
    .reduce((sum, cause) => sum + cause.outstanding, 0)
}

/** Whether a report leaves something for the authority to mend: then it is written to. */
export function isToMend(report: QualityReport): boolean {
  const { fileCode, causes, skipped, withdrawn, unbornOverdue } = report
  const isRefused = fileCode === 'CPF01' || fileCode === 'CPF06'
  return isRefused || skipped > 0 || withdrawn > 0 || unbornOverdue > 0 || causes.some(cause => cause.outstanding > 0)
}

/** An authority's figures as a page, a command or a file shows them. */
export type QualityRow = {
  readonly authorityCode: string
  readonly authorityName: string
  /** The newest report; none before the first upload. */
  readonly latest?: QualityReport
  readonly matchedPercent?: number
  readonly isBelowAim: boolean
  /** When an upload of it was last accepted, and how many days ago. */
  readonly lastAcceptedAt?: Date
  readonly daysSilent?: number
  readonly isSilent: boolean
  readonly superseded: number
  readonly sensitive: number
  /** Plans that could not be ended, since their end is more than 365 days past. */
  readonly lateEnds: number
  readonly contacts: number
  readonly contactsToConfirm: number
}

/** One authority: its figures, and the same over its uploads, newest first. */
export type AuthorityQuality = QualityRow & { readonly on: CalendarDate; readonly trend: readonly QualityPoint[] }

export type QualityPoint = Pick<
  QualityReport,
  'uploadId' | 'receivedAt' | 'fileCode' | 'detailCode' | 'processed' | 'stored' | 'held' | 'unmatched' | 'skipped'
> & { readonly matchedPercent?: number }

/** All of England: a row for each authority, and their sums. */
export type NationalQuality = {
  readonly on: CalendarDate
  readonly rows: readonly QualityRow[]
  readonly totals: {
    readonly authorities: number
    readonly reporting: number
    readonly silent: number
    readonly belowAim: number
    readonly held: number
    readonly unmatched: number
    readonly matchedPercent?: number
    readonly superseded: number
    readonly sensitive: number
    readonly lateEnds: number
    readonly withdrawn: number
    readonly unbornOverdue: number
    readonly nearEighteen: number
    /** People whom two authorities have plans for, counted once for each of them. */
    readonly shared: number
    /** Without anybody to write to, and with somebody not confirmed for a year. */
    readonly withoutContacts: number
    readonly contactsStale: number
    readonly causes: readonly Omit<Cause, 'inFile'>[]
  }
}
