import { type Clock, dayInEngland } from '../../platform/index.ts'
import { batchesOf } from '../checks/batches.ts'
import { type CheckId, checkExtract, type Finding } from '../checks/index.ts'
import type { AgentConfiguration } from '../configuration.ts'

/** What the checks say of an extract before anything is sent. */
export type CheckReport = {
  readonly rows: number
  readonly heldBack: number
  readonly nothingToShare: number
  /** Records with a plan to share, and how many of them could be sent as they are. */
  readonly records: number
  readonly ready: number
  /** `ready` of `records` in per cent, rounded down; none without records. */
  readonly percent?: number
  /** Nobody goes live below it (local-authority.md 6.4). */
  readonly target: 95
  readonly byCheck: readonly { readonly check: CheckId; readonly heldBack: number; readonly warned: number }[]
  readonly findings: readonly Finding[]
}

/**
 * Runs the checks over an extract without sending or storing anything. A12, A13 and A15 need what was sent before and
 * are made by an upload. Throws AGENT_EXTRACT_UNREADABLE.
 */
export async function checkOnly(
  { configuration, clock, onRow }: { configuration: AgentConfiguration; clock: Clock; onRow?: (rows: number) => void },
  { file }: { readonly file: string },
): Promise<CheckReport> {
  const today = dayInEngland(clock.now())
  const sums = { rows: 0, heldBack: 0, nothingToShare: 0, records: 0, ready: 0 }
  const findings: Finding[] = []
  for await (const { rows, sharedNumbers } of batchesOf(file, configuration.mapping, onRow)) {
    const checked = checkExtract(rows, configuration, { today, sharedNumbers })
    sums.rows += checked.rows
    sums.heldBack += checked.heldBack
    sums.nothingToShare += checked.nothingToShare
    sums.records += checked.drafts.filter(draft => draft.plans.length > 0).length
    sums.ready += checked.records.length
    // What is about the authority is said by each batch, and once is enough.
    for (const finding of checked.findings)
      if (finding.row !== undefined || findings.length === 0) findings.push(finding)
  }
  const { records, ready } = sums
  return {
    ...{ ...sums, target: 95, findings: findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)) },
    ...(records > 0 && { percent: Math.floor((ready * 100) / records) }),
    byCheck: byCheck(findings),
  }
}

function byCheck(findings: readonly Finding[]): CheckReport['byCheck'] {
  return [...Map.groupBy(findings, ({ check }) => check)]
    .map(([check, same]) => {
      const heldBack = same.filter(({ severity }) => severity === 'block').length
      return { check, heldBack, warned: same.length - heldBack }
    })
    .sort((a, b) => Number(a.check.slice(1)) - Number(b.check.slice(1)))
}
