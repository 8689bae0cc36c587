import type { Pool, Statement } from '../../src/platform/index.ts'
import { until } from './until.ts'

/** A lock that keeps others waiting until it is released, or its block ends: whoever waits is just doing something. */
export type HeldLock = AsyncDisposable & { release(): Promise<void> }

/** Takes the locks of a statement in a transaction of its own, which is rolled back when it is released. */
export async function hold(owner: Pool, text: string, values: readonly unknown[] = []): Promise<HeldLock> {
  const taken = Promise.withResolvers<void>()
  const released = Promise.withResolvers<never>()
  const statement: Statement = { text, values }
  const over = owner
    .transaction(async tx => {
      await tx.query(statement)
      taken.resolve()
      await released.promise
    })
    .catch(error => {
      if (error !== RELEASED) taken.reject(error)
    })
  await taken.promise
  const release = async () => {
    released.reject(RELEASED)
    await over
  }
  return { release, [Symbol.asyncDispose]: release }
}

const RELEASED = new Error('released')

/** Waits until so many connections that act as a role wait for a lock, and answers how many do. */
export function waiters(owner: Pool, role: string, least = 1): Promise<number> {
  return until(`${least} of ${role} wait for a lock`, async () => {
    const [row] = await owner.query<{ count: number }>({
      text: `select count(distinct l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.application_name = $1 and a.datname = current_database()`,
      values: [role],
    })
    const count = row?.count ?? 0
    return count >= least ? count : undefined
  })
}
