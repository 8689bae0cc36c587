import { type Clock, dayInEngland } from '../../platform/index.ts'
import { type CheckId, checkExtract, type Finding } from '../checks/index.ts'
import type { AgentConfiguration } from '../configuration.ts'
import { type ExtractRow, readExtract } from '../extract/extract.ts'

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
  const rows: ExtractRow[] = []
  for await (const row of readExtract(file, configuration.mapping)) {
    rows.push(row)
    onRow?.(rows.length)
  }
  const checked = checkExtract(rows, configuration, { today: dayInEngland(clock.now()) })
  const { heldBack, nothingToShare, findings } = checked
  const records = checked.drafts.filter(draft => draft.plans.length > 0).length
  const ready = checked.records.length
  return {
    ...{ rows: checked.rows, heldBack, nothingToShare, records, ready, target: 95, findings },
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
