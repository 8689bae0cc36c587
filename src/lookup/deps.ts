import type { CalendarDate, Clock, Database, Log, Metrics, PoolOptions, Randomness } from '../platform/index.ts'
import { type Answering, answerOneByOne } from './answering.ts'

export type LookupDeps = {
  readonly db: Database
  /** Absent: each question by a statement of its own over `db`. */
  readonly answering?: Answering
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Metrics
  /** Whether the register was restored and not reopened yet: then every answer is `NotChecked`; absent: never. */
  readonly isClosed?: () => Promise<boolean>
  /** Whether answers carry the category of plans on a day; absent: never (programme.md S-057, S-058). */
  readonly offersCategory?: (on: CalendarDate) => boolean
  /**
   * After so many milliseconds the answer is `NotChecked`: nobody in an emergency waits for longer. `db` must be opened
   * with the limits of `limitsWithin` for it.
   */
  readonly answerWithinMs: number
}

/**
 * The limits of the pool of a look-up that is answered in so many milliseconds: the wait for a connection and the
 * statement together are over before the caller is told `NotChecked`, so that PostgreSQL gives up first and an access
 * nobody was shown is not written. What remains is an answer lost or held up on its way back.
 */
export function limitsWithin(answerWithinMs: number): Pick<PoolOptions, 'connectWithinMs' | 'statementTimeoutMs'> {
  const share = (part: number) => Math.max(1, Math.floor(answerWithinMs * part))
  return { connectWithinMs: share(0.3), statementTimeoutMs: share(0.55) }
}

/** The limits of the pool of a standby: when it has given up, nearly all the time is left for the primary. */
export function limitsOfStandby(answerWithinMs: number): Pick<PoolOptions, 'connectWithinMs' | 'statementTimeoutMs'> {
  const connectWithinMs = Math.max(1, Math.floor(answerWithinMs * 0.04))
  return { connectWithinMs, statementTimeoutMs: connectWithinMs }
}

/** How the questions of these deps are put to PostgreSQL. */
export function answeringOf(deps: LookupDeps): Answering {
  return deps.answering ?? answerOneByOne(deps.db)
}

/** Only a try that failed sooner than this part of the time leaves enough of it for another. */
export const AGAIN_WITHIN = 0.1
