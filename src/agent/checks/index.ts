import type { CalendarDate } from '../../platform/index.ts'
import type { AgentConfiguration } from '../configuration.ts'
import { type Draft, draftRecords, personIdOf } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { checkAge } from './age.ts'
import { checkEmergencyPhone } from './emergency-phone.ts'
import { checkEndedLongAgo } from './ended-long-ago.ts'
import { type Check, digitsOf, type Finding } from './finding.ts'
import { checkLegalStatus } from './legal-status.ts'
import { checkMother } from './mother.ts'
import { checkNhsNumber } from './nhs-number.ts'
import { checkOverlappingPlans } from './overlapping-plans.ts'
import { checkPlanDates } from './plan-dates.ts'
import { checkSharedNumber } from './shared-number.ts'
import { checkWhoItIs } from './who-it-is.ts'

export { type CheckId, type Finding, maskedNumber } from './finding.ts'

const CHECKS: readonly Check[] = [
  checkNhsNumber,
  checkWhoItIs,
  checkAge,
  checkMother,
  checkPlanDates,
  checkEndedLongAgo,
  checkOverlappingPlans,
  checkSharedNumber,
  checkLegalStatus,
]

/** An extract after its checks; every row is in `records`, in `heldBack`, or has nothing to share. */
export type CheckedExtract = {
  readonly records: readonly Draft[]
  readonly findings: readonly Finding[]
  readonly rows: number
  readonly heldBack: number
  readonly nothingToShare: number
}

/**
 * Runs every check over an extract (local-authority.md 8.2). A blocking finding holds back the person's whole record,
 * as the national verdict is on the whole record; one about the authority holds back all.
 */
export function checkExtract(
  rows: readonly ExtractRow[],
  configuration: Pick<AgentConfiguration, 'authority' | 'shared'>,
  today: CalendarDate,
): CheckedExtract {
  const context = { today, holders: holdersOf(rows) }
  const ofAuthority = checkEmergencyPhone(configuration.authority)
  const checked = draftRecords(rows, configuration.shared).map(draft => {
    // A record without a plan to share is not sent; only whether that is so must be sure.
    const checks = draft.plans.length === 0 ? [checkLegalStatus] : CHECKS
    const findings = checks.flatMap(check => check(draft, context))
    return { draft, findings, held: [...ofAuthority, ...findings].some(({ severity }) => severity === 'block') }
  })
  const sent = checked.filter(({ draft, held }) => !held && draft.plans.length > 0)
  const held = new Set(checked.filter(one => one.held).flatMap(({ draft }) => draft.rows))
  const used = new Set([...held, ...sent.flatMap(({ draft }) => draft.rows)])
  return {
    records: sent.map(({ draft }) => draft),
    findings: inOrder([...ofAuthority, ...checked.flatMap(({ findings }) => findings)]),
    rows: rows.length,
    heldBack: held.size,
    nothingToShare: rows.length - used.size,
  }
}

function holdersOf(rows: readonly ExtractRow[]): Map<string, Set<string>> {
  const holders = new Map<string, Set<string>>()
  for (const row of rows) {
    const number = digitsOf(row.text.nhsNumber ?? '')
    if (number !== '') holders.set(number, (holders.get(number) ?? new Set()).add(personIdOf(row)))
  }
  return holders
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
}
