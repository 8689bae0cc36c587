import { type CalendarDate, calendarDate } from '../platform/index.ts'

/** Legal statuses of looked-after children as the SSDA903 return codes them (local-authority.md 2.2). */
export const LEGAL_STATUSES = ['C1', 'C2', 'V2', 'V3', 'V4', 'E1', 'D1', 'L1', 'L2', 'L3', 'J1', 'J2', 'J3'] as const
export type LegalStatus = (typeof LEGAL_STATUSES)[number]

/** A choice that holds from a day on, and whose choice it was: the newest that has begun counts. */
export type DatedSwitch = { readonly on: boolean; readonly from: CalendarDate; readonly decidedBy: string }

/** Who is offered to the register, and with what. The upload itself carries no legal status. */
export type CohortSettings = {
  readonly legalStatuses: Readonly<Record<LegalStatus, readonly DatedSwitch[]>>
  /** The category of abuse beside a plan: in no message of today (local-authority.md 10). */
  readonly planCategory: readonly DatedSwitch[]
}

const FROM_THE_START = calendarDate('2014-01-01')
const SOURCED = 'supplier and trust pages'
const OURS = 'Open CP-IS default'

function always(on: boolean, decidedBy: string): readonly DatedSwitch[] {
  return [{ on, from: FROM_THE_START, decidedBy }]
}

/** C1, C2 and V2 are named by sources; every other row is a proposal of ours that an authority may switch. */
export const DEFAULT_COHORTS: CohortSettings = {
  legalStatuses: {
    C1: always(true, SOURCED),
    C2: always(true, SOURCED),
    V2: always(true, SOURCED),
    V3: always(false, OURS),
    V4: always(false, OURS),
    E1: always(false, OURS),
    D1: always(true, OURS),
    L1: always(false, OURS),
    L2: always(false, OURS),
    L3: always(false, OURS),
    J1: always(true, OURS),
    J2: always(false, OURS),
    J3: always(true, OURS),
  },
  planCategory: always(false, OURS),
}

function isOn(switches: readonly DatedSwitch[], on: CalendarDate): boolean {
  const begun = switches.filter(one => one.from <= on)
  return (
    begun.reduce<DatedSwitch | undefined>((newest, one) => (newest && newest.from > one.from ? newest : one), undefined)
      ?.on ?? false
  )
}

/** The legal statuses whose children are offered to the register on a day (local-authority.md 2.2). */
export function inScopeLegalStatuses(settings: CohortSettings, on: CalendarDate): ReadonlySet<LegalStatus> {
  return new Set(LEGAL_STATUSES.filter(status => isOn(settings.legalStatuses[status], on)))
}

/** Whether a plan's category is offered on a day; off unless decided (local-authority.md 10). */
export function isPlanCategoryOffered(settings: CohortSettings, on: CalendarDate): boolean {
  return isOn(settings.planCategory, on)
}
