import {
  type Clock,
  type ContextRole,
  type Log,
  type Metrics,
  openLog,
  openMetrics,
  openPool,
  type Pool,
  type PoolOptions,
  type ProcessRole,
  type Randomness,
  systemClock,
  systemRandomness,
} from '../platform/index.ts'
import type { CohortSettings } from '../register/index.ts'
import type { Settings } from './settings.ts'

/** What every role stands on. */
export type Ground = {
  readonly settings: Settings
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Metrics
  /** The cohorts as decided by now; absent where nobody reads them, and then the defaults hold. */
  readonly cohorts?: () => CohortSettings
  /** Opens a pool under this process's login that acts as a context; `end` ends all that were opened. */
  pool(context: ContextRole, options?: Partial<PoolOptions>): Pool
  end(): Promise<void>
}

/** What each role logs into the database as. Whatever else stands on a ground is a command of an operator. */
const LOGINS: Readonly<Record<string, ProcessRole>> = {
  api: 'api',
  worker: 'worker',
  portal: 'portal',
  mesh: 'mesh_server',
  audit: 'auditor',
  records: 'records_officer',
}

/** The ground of one role of this process. */
export function groundOf(role: string, settings: Settings): Ground {
  const log = openLog(role, settings.logLevel, settings.logFile || undefined)
  const pools: Pool[] = []
  const { databaseUrl, databaseConnections: connections } = settings
  const process = LOGINS[role] ?? 'operator'
  const metrics = openMetrics(role)
  return {
    settings,
    log,
    clock: systemClock,
    randomness: systemRandomness,
    metrics,
    pool(context, options = {}) {
      const pool = openPool(context, {
        databaseUrl,
        process,
        connections,
        log,
        onStatement: metrics.statement,
        ...options,
      })
      pools.push(pool)
      return pool
    },
    async end() {
      for (const pool of pools) await pool.end()
    },
  }
}
