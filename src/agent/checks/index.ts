import type { CalendarDate } from '../../platform/index.ts'
import type { AgentConfiguration } from '../configuration.ts'
import { type Draft, draftRecords, personIdOf } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { checkAge } from './age.ts'
import { checkDeath } from './death.ts'
import { checkEmergencyPhone } from './emergency-phone.ts'
import { checkEndedLongAgo } from './ended-long-ago.ts'
import { type Check, digitsOf, type Finding, type HeldNumbers } from './finding.ts'
import { checkHeldNumber } from './held-number.ts'
import { checkLegalStatus } from './legal-status.ts'
import { checkMother } from './mother.ts'
import { checkNhsNumber } from './nhs-number.ts'
import { checkOtherAuthority } from './other-authority.ts'
import { checkOverlappingPlans } from './overlapping-plans.ts'
import { checkPlanDates } from './plan-dates.ts'
import { checkSharedNumber } from './shared-number.ts'
import { checkWhoItIs } from './who-it-is.ts'

export { type CheckId, type Finding, type HeldNumbers, maskedNumber } from './finding.ts'

const CHECKS: readonly Check[] = [
  checkNhsNumber,
  checkWhoItIs,
  checkAge,
  checkMother,
  checkPlanDates,
  checkEndedLongAgo,
  checkOverlappingPlans,
  checkDeath,
  checkSharedNumber,
  checkLegalStatus,
  checkOtherAuthority,
  checkHeldNumber,
]
/** A record without a plan to share is not sent; only whether that is so must be sure. */
const CHECKS_OF_SCOPE: readonly Check[] = [checkLegalStatus, checkOtherAuthority]

const NONE_HELD: HeldNumbers = { inactive: new Set(), sensitive: new Set() }

/** An extract after its checks; every row is in `records`, in `heldBack`, or has nothing to share. */
export type CheckedExtract = {
  readonly records: readonly Draft[]
  /** All that the extract says, what is held back too. */
  readonly drafts: readonly Draft[]
  readonly findings: readonly Finding[]
  readonly rows: number
  readonly heldBack: number
  readonly nothingToShare: number
}

/** The day, what may not be sent, and, where `rows` are part of an extract, the numbers shared in the whole of it. */
export type CheckedOn = {
  readonly today: CalendarDate
  readonly held?: HeldNumbers
  readonly sharedNumbers?: ReadonlySet<string>
}

/**
 * Runs every check over an extract (local-authority.md 8.2). A blocking finding holds back the person's whole record,
 * as the national verdict is on the whole record; one about the authority holds back all.
 */
export function checkExtract(
  rows: readonly ExtractRow[],
  configuration: Pick<AgentConfiguration, 'authority' | 'shared' | 'otherAuthorityPlans' | 'planCategoryFrom'>,
  { today, held = NONE_HELD, sharedNumbers = sharedAmong(rows) }: CheckedOn,
): CheckedExtract {
  const { shared, otherAuthorityPlans, planCategoryFrom } = configuration
  const sendsCategory = planCategoryFrom !== undefined && planCategoryFrom <= today
  const context = { today, sharedNumbers, held, otherAuthorityPlans }
  const ofAuthority = checkEmergencyPhone(configuration.authority)
  const checked = draftRecords(rows, { shared, otherAuthorityPlans, sendsCategory }).map(draft => {
    const checks = draft.plans.length === 0 ? CHECKS_OF_SCOPE : CHECKS
    const findings = checks.flatMap(check => check(draft, context))
    return { draft, findings, isHeld: [...ofAuthority, ...findings].some(({ severity }) => severity === 'block') }
  })
  const sent = checked.filter(({ draft, isHeld }) => !isHeld && draft.plans.length > 0)
  const heldRows = new Set(checked.filter(one => one.isHeld).flatMap(({ draft }) => draft.rows))
  const used = new Set([...heldRows, ...sent.flatMap(({ draft }) => draft.rows)])
  return {
    records: sent.map(({ draft }) => draft),
    drafts: checked.map(({ draft }) => draft),
    findings: inOrder([...ofAuthority, ...checked.flatMap(({ findings }) => findings)]),
    rows: rows.length,
    heldBack: heldRows.size,
    nothingToShare: rows.length - used.size,
  }
}

function sharedAmong(rows: readonly ExtractRow[]): ReadonlySet<string> {
  const holders = new Map<string, string>()
  const shared = new Set<string>()
  for (const row of rows) {
    const number = digitsOf(row.text.nhsNumber ?? '')
    if (number === '') continue
    const holder = holders.get(number)
    if (holder === undefined) holders.set(number, personIdOf(row))
    else if (holder !== personIdOf(row)) shared.add(number)
  }
  return shared
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
}
