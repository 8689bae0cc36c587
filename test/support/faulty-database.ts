import { type Database, isRefusal } from '../../src/platform/index.ts'

/** Where the connection is lost: at the so-manieth call, before PostgreSQL heard of it or after it was done. */
export type LostAt = {
  readonly call: number
  readonly when: 'before' | 'after'
  /** At so many calls in a row. */
  readonly times: number
}

/** Loses the connection at some calls of all the databases it wraps together. */
export type Faults = {
  /** The calls count anew; without `at` none fails. */
  arm(at?: LostAt): void
  /** Whether a call that was to fail has come. */
  struck(): boolean
  wrap<Wrapped extends Database>(db: Wrapped): Wrapped
}

/** As the driver says it of a server that is gone: without a code. */
const lost = () => new Error('Connection terminated unexpectedly')

/** Faults of the connection. The calls of a transaction are its begin, each statement, and its commit. */
export function openFaults(): Faults {
  let calls = 0
  let at: LostAt | undefined
  let hasStruck = false
  const strike = (call: number, when: LostAt['when']) => {
    if (at === undefined || when !== at.when || call < at.call || call >= at.call + at.times) return
    hasStruck = true
    throw lost()
  }
  const next = () => {
    calls += 1
    strike(calls, 'before')
    return calls
  }
  const query: (db: Database) => Database['query'] = db => async statement => {
    const call = next()
    const rows = await db.query<never>(statement)
    strike(call, 'after')
    return rows
  }
  const transaction: (db: Database) => Database['transaction'] = db => async work => {
    strike(next(), 'after')
    let commit = 0
    const result = await db.transaction(async tx => {
      const done = await work(onOneConnection(query(tx)))
      commit = next()
      return done
    })
    strike(commit, 'after')
    return result
  }
  return {
    arm(wanted) {
      calls = 0
      at = wanted
      hasStruck = false
    },
    struck: () => hasStruck,
    wrap: db => ({ ...db, query: query(db), transaction: transaction(db) }),
  }
}

/** Once a statement has failed, every later one of the transaction fails too, and so does its commit. */
function onOneConnection(query: Database['query']): Database {
  let isGone = false
  const tx: Database = {
    async query(statement) {
      if (isGone) throw lost()
      try {
        return await query<never>(statement)
      } catch (error) {
        isGone = true
        throw error
      }
    },
    transaction: work => work(tx),
  }
  return tx
}

/** Something done against databases that fail, each time with a child or an upload of its own. */
export type Flow<Outcome> = {
  readonly run: () => Promise<Outcome>
  /** What came of it, with the fault. */
  readonly afterFault: (outcome: Outcome | Error) => void | Promise<void>
  /** What came of the same once more, without one. */
  readonly afterRepeat: (outcome: Outcome) => void | Promise<void>
}

/** Done again, what was done may be refused by a code. */
export const orRefused = (run: () => Promise<unknown>) => () =>
  run().catch(error => {
    if (!isRefusal(error)) throw error
  })

const MOST_CALLS = 60

/**
 * Tries a flow with the connection lost at its first call, its second, and so on, once and twice in a row, until it has
 * no further call. Returns how many it makes.
 */
export async function atEveryCall<Outcome>(faults: Faults, make: () => Promise<Flow<Outcome>>): Promise<number> {
  for (let call = 1; call <= MOST_CALLS; call += 1) {
    let struck = false
    for (const when of ['before', 'after'] as const)
      for (const times of [1, 2]) struck = (await tried(faults, await make(), { call, when, times })) || struck
    if (!struck) return call - 1
  }
  throw new Error('the flow has no end')
}

async function tried<Outcome>(faults: Faults, flow: Flow<Outcome>, at: LostAt): Promise<boolean> {
  faults.arm(at)
  const outcome = await flow.run().catch((error: Error) => error)
  const struck = faults.struck()
  faults.arm()
  await flow.afterFault(outcome)
  await flow.afterRepeat(await flow.run())
  return struck
}
