import type { Database } from '../platform/index.ts'
import type { Asked } from './asked.ts'
import { gatherQuestions } from './gathering.ts'
import { answerFromStandby, type StandbyDeps } from './standby/answer-from-standby.ts'
import { type LookUpRow, readAndRecord, readStatuses } from './store.ts'
import { answerInTransaction } from './store-transaction.ts'

/** How questions are put to PostgreSQL. Whatever the way, an answer is there only once all that belongs to it is written. */
export type Answering = {
  /** Reads, and writes the system audit. */
  readonly silent: (asked: Asked) => Promise<LookUpRow>
  /** The same where a reading that is a little old will do: its row says since when. Absent: nothing else than `silent`. */
  readonly fromStandby?: (asked: Asked) => Promise<LookUpRow>
  /** Writes the access and the orders for its notices besides. */
  readonly recording: (asked: Asked) => Promise<LookUpRow>
}

/** Each question by a statement of its own. */
export function answerOneByOne(db: Database): Answering {
  const only = async (rows: Promise<LookUpRow[]>) => (await rows)[0] as LookUpRow
  return {
    silent: asked => only(readStatuses(db, [asked])),
    recording: asked => only(readAndRecord(db, [asked])),
  }
}

/**
 * Questions of one moment by one statement. `together` must give up early on a lock somebody else holds (`TOGETHER`), so
 * that one child's look-ups do not hold up another's; those are then answered over `db` one by one. Silent ones may be read
 * from a standby.
 */
export function answerTogether(db: Database, together: Database, standby?: StandbyDeps): Answering {
  return {
    silent: gatherQuestions(together, db, readStatuses),
    ...(standby && { fromStandby: gatherQuestions(together, db, answerFromStandby(standby)) }),
    recording: gatherQuestions(together, db, readAndRecord),
  }
}

/** Each question by a transaction of separate statements: for a cluster sharded by the child's number. */
export function answerInTransactions(db: Database): Answering {
  return {
    silent: asked => answerInTransaction(db, asked, false),
    recording: asked => answerInTransaction(db, asked, true),
  }
}

/** What the pool of `answerTogether` is opened with besides. */
export const TOGETHER = { connections: 4, sessionSettings: { lock_timeout: '100' } } as const
