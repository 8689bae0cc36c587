import { type Database, isDatabaseFault } from '../platform/index.ts'
import type { Asked } from './asked.ts'
import type { LookUpRow } from './store.ts'

/** Answers questions by one statement, which is one transaction: one row for each. */
export type AnswerAll = (db: Database, asked: readonly Asked[]) => Promise<LookUpRow[]>

/** So many statements of one kind are on their way at a time. */
const ON_THE_WAY = 2
/** The most questions of one statement. */
const AT_ONCE = 64

type Waiting = { readonly asked: Asked; resolve(row: LookUpRow): void; reject(error: unknown): void }

/**
 * Group commit: questions that come while others are on their way to PostgreSQL go together, and share one statement, one
 * chain's lock and one commit; each is answered after it. Who asks alone waits for nobody. A statement that fails or waits
 * too long for somebody's lock is done again for each alone by `alone`, so that nobody's fault is another's; a lost
 * connection is told to each, who ask once more under their request ids.
 */
export function gatherQuestions(together: Database, alone: Database, answerAll: AnswerAll) {
  const waiting: Waiting[] = []
  let onTheWay = 0
  const answerNext = () => {
    if (onTheWay >= ON_THE_WAY || waiting.length === 0) return
    const batch = takeBatch(waiting)
    onTheWay += 1
    answer(batch).finally(() => {
      onTheWay -= 1
      answerNext()
    })
    answerNext()
  }
  const answer = async (batch: readonly Waiting[]) => {
    const [only] = batch
    if (only !== undefined && batch.length === 1) return answerAlone(alone, only, answerAll)
    try {
      const rows = await answerAll(
        together,
        batch.map(one => one.asked),
      )
      batch.forEach((one, place) => {
        one.resolve(rows[place] as LookUpRow)
      })
    } catch (error) {
      if (isOfOne(error)) await Promise.all(batch.map(one => answerAlone(alone, one, answerAll)))
      else for (const one of batch) one.reject(error)
    }
  }
  return (asked: Asked) =>
    new Promise<LookUpRow>((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      // After the requests that came in the same turn have been taken in.
      if (waiting.length === 1) setImmediate(answerNext)
    })
}

/** A lock that did not come in time, one of two who waited for each other, or a value PostgreSQL does not take. */
function isOfOne(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '55P03' || code === '40P01' || !isDatabaseFault(error)
}

async function answerAlone(db: Database, one: Waiting, answerAll: AnswerAll): Promise<void> {
  try {
    const [row] = await answerAll(db, [one.asked])
    one.resolve(row as LookUpRow)
  } catch (error) {
    one.reject(error)
  }
}

/** The first that wait, but no two of the same author about the same child: the second must see what the first wrote. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const batch: Waiting[] = []
  const left: Waiting[] = []
  const taken = new Set<string>()
  for (const one of waiting) {
    const { child_key, author_key } = one.asked
    const key = `${child_key} ${author_key}`
    if (batch.length >= AT_ONCE || taken.has(key)) left.push(one)
    else batch.push(one)
    if (author_key !== null) taken.add(key)
  }
  waiting.splice(0, waiting.length, ...left)
  return batch
}
