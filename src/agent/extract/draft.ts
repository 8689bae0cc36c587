import type { CalendarDate } from '../../platform/index.ts'
import type { PlanCategory, PlanType, SubjectKind } from '../../register/index.ts'
import type { LegalStatus } from '../legal-statuses.ts'
import type { ExtractRow } from './extract.ts'
import { continuousPeriod, latestPeriod, type Period, type PeriodColumns } from './periods.ts'

export type DraftPlan = Period & {
  readonly type: PlanType
  readonly deleted?: CalendarDate
  readonly category?: PlanCategory
}

/** A record as it would be sent: one child, or the mother of an unborn child, with the plans of all their rows. */
export type Draft = {
  readonly kind: SubjectKind
  readonly personId: string
  /** The row that says who the person is; for a mother who is not in the extract, the row of the unborn child. */
  readonly subject: ExtractRow
  /** Every row the record is made of. */
  readonly rows: readonly ExtractRow[]
  readonly plans: readonly DraftPlan[]
}

export const PLAN_COLUMNS: Readonly<Record<PlanType, PeriodColumns>> = {
  CPP: { start: 'cpStart', end: 'cpEnd' },
  LAC: { start: 'lsStart', end: 'lsEnd' },
  UCP: { start: 'unbornPlanStart', end: 'unbornPlanEnd' },
}

/** An unborn child's row: a day of birth expected and none known. */
export function isUnborn(row: ExtractRow): boolean {
  return row.text.expectedDateOfBirth !== undefined && row.text.dateOfBirth === undefined
}

/**
 * True where an unborn child's plan stands on that child's own row: not born yet, or born since the plan started. Any
 * other row with such a plan is the mother's.
 */
export function isOfUnbornChild(row: ExtractRow): boolean {
  const { dateOfBirth, unbornPlanStart } = row.date
  return isUnborn(row) || (dateOfBirth !== undefined && unbornPlanStart !== undefined && dateOfBirth > unbornPlanStart)
}

/** The id rows are gathered by; a row without one stands alone. */
export function personIdOf(row: ExtractRow): string {
  return row.text.localPersonId ?? `row ${row.number}`
}

export function gatherBy(rows: readonly ExtractRow[], key: (row: ExtractRow) => string): Map<string, ExtractRow[]> {
  const groups = new Map<string, ExtractRow[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

/** What the authority shares: legal statuses, and child protection plans of another authority or not. */
export type Scope = {
  readonly shared: ReadonlySet<LegalStatus>
  readonly otherAuthorityPlans: 'leave' | 'send'
  /** The programme decided that categories are sent, and the day has come. */
  readonly sendsCategory?: boolean
}

/** True for a child protection plan that another authority owns, or that is temporary (local-authority.md 2.3). */
export function isOtherAuthorityPlan(row: ExtractRow): boolean {
  return /^(y|yes|true|1)$/i.test(row.text.cpOtherLa ?? '')
}

/**
 * Turns rows into drafts, in the order of the extract, children before mothers. A draft may end up without a plan (a
 * legal status that is not shared); a person without any word of a plan makes none.
 */
export function draftRecords(rows: readonly ExtractRow[], scope: Scope): Draft[] {
  const people = gatherBy(rows, personIdOf)
  const children = gatherBy(rows.filter(isAboutChild), personIdOf)
  const mothers = gatherBy(
    rows.filter(row => has(row, 'UCP')),
    motherIdOf,
  )
  return [
    ...[...children].map(([personId, own]) => childDraft(personId, own, scope)),
    ...[...mothers].map(([personId, own]) => motherDraft(personId, own, { scope, mother: people.get(personId)?.[0] })),
  ]
}

function isAboutChild(row: ExtractRow): boolean {
  return has(row, 'CPP') || has(row, 'LAC') || row.text.legalStatus !== undefined
}

function has(row: ExtractRow, type: PlanType): boolean {
  const { start, end } = PLAN_COLUMNS[type]
  return row.text[start] !== undefined || row.text[end] !== undefined
}

function motherIdOf(row: ExtractRow): string {
  return (isOfUnbornChild(row) ? row.text.motherPersonId : undefined) ?? personIdOf(row)
}

function childDraft(personId: string, rows: ExtractRow[], scope: Scope): Draft {
  const { shared, otherAuthorityPlans } = scope
  const isSent = (row: ExtractRow) => otherAuthorityPlans === 'send' || !isOtherAuthorityPlan(row)
  const protection = standing(rows.filter(row => has(row, 'CPP') && isSent(row)))
  const lookedAfter = standing(rows.filter(row => row.legalStatus !== undefined && shared.has(row.legalStatus)))
  const plans = [
    ...(protection.length > 0 ? [withCategory(plan('CPP', latestPeriod(protection, PLAN_COLUMNS.CPP)), scope)] : []),
    ...(lookedAfter.length > 0 ? [plan('LAC', continuousPeriod(lookedAfter, PLAN_COLUMNS.LAC))] : []),
  ]
  return { kind: 'child', personId, subject: rows[0] as ExtractRow, rows, plans }
}

function motherDraft(
  personId: string,
  rows: ExtractRow[],
  known: { readonly scope: Scope; readonly mother: ExtractRow | undefined },
): Draft {
  const { scope, mother = rows[0] as ExtractRow } = known
  const plans = [withCategory(plan('UCP', continuousPeriod(standing(rows), PLAN_COLUMNS.UCP)), scope)]
  return { kind: 'mother', personId, subject: mother, rows: [...new Set([mother, ...rows])], plans }
}

/** A row entered in error counts only where no other row of the same plan stands (local-authority.md 5.4). */
function standing(rows: ExtractRow[]): ExtractRow[] {
  const kept = rows.filter(row => row.date.deleteDate === undefined)
  return kept.length > 0 ? kept : rows
}

function plan(type: PlanType, period: Period): DraftPlan {
  const deleted = period.rows
    .flatMap(row => row.date.deleteDate ?? [])
    .sort()
    .at(-1)
  return { type, ...period, ...(deleted && { deleted }) }
}

/** Several categories of one plan are sent as `MUL` (local-authority.md 10). */
function withCategory(plan: DraftPlan, { sendsCategory = false }: Scope): DraftPlan {
  const categories = new Set(plan.rows.flatMap(row => row.planCategory ?? []))
  const [only] = categories
  if (!sendsCategory || only === undefined || plan.deleted !== undefined) return plan
  return { ...plan, category: categories.size > 1 ? 'MUL' : only }
}
