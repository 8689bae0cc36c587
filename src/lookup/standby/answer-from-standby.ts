import type { Database, Log, Metrics } from '../../platform/index.ts'
import type { Asked } from '../asked.ts'
import { type LookUpRow, readStatuses } from '../store.ts'
import type { Beacon } from './beacon.ts'
import { auditReadings, type ReadRow, readAtStandby } from './store.ts'

export type StandbyDeps = {
  /** Opened so that it gives up early (`limitsOfStandby`): the primary is asked in the time that is left. */
  readonly standby: Database
  readonly beacon: Beacon
  readonly steadyNow: () => number
  readonly log: Log
  readonly metrics: Metrics
}

/** A standby that failed is not asked for so long. */
const REST_MS = 5_000

/**
 * Answers silent questions: read from a standby where it shows that it is new enough, audited at the primary before
 * anything is returned. Behind the bound, in doubt, or when the standby fails, the primary reads (decision 77).
 */
export function answerFromStandby(
  deps: StandbyDeps,
): (primary: Database, asked: readonly Asked[]) => Promise<LookUpRow[]> {
  const { standby, beacon, steadyNow, log, metrics } = deps
  let restsUntil = Number.NEGATIVE_INFINITY
  const read = async (asked: readonly Asked[]): Promise<ReadRow[] | undefined> => {
    // Asked first, so that marks are written on while the standby rests.
    if (!beacon.mayBeNew() || steadyNow() < restsUntil) return undefined
    try {
      const rows = await readAtStandby(standby, asked, beacon.processId)
      const asOf = beacon.asOf(rows[0]?.mark ?? null)
      metrics.count('standby-read', asOf === undefined ? 'too-old' : 'used')
      return asOf && rows.map(row => ({ ...row, as_of: asOf }))
    } catch (error) {
      restsUntil = steadyNow() + REST_MS
      metrics.count('standby-read', 'failed')
      log.warn({ err: error }, 'the standby could not be read, the primary is asked')
      return undefined
    }
  }
  return async (primary, asked) => {
    const rows = await read(asked)
    if (rows === undefined) return readStatuses(primary, asked)
    await auditReadings(primary, asked, rows)
    return rows
  }
}
