import { type Database, refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'

/** Ours alone in the agent's database: "cpis" and a one. */
const LOCK = 0x63_70_69_73_01

/** The lock of one agent at work; `check` throws when its connection was lost, `release` gives it back. */
export type HeldLock = { check(): Promise<void>; release(): Promise<void> }

/**
 * Takes the lock that one process of an authority holds while it runs; PostgreSQL gives it back with the connection,
 * however the process ends. Throws AGENT_ALREADY_RUNS.
 */
export async function takeLock(database: Database): Promise<HeldLock> {
  const { promise: taken, resolve: tell, reject } = Promise.withResolvers<Database | undefined>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const held = database
    .transaction(async tx => {
      const [row] = await tx.query<{ got: boolean }>({
        text: 'select pg_try_advisory_xact_lock($1) as got',
        values: [LOCK],
      })
      tell(row?.got ? tx : undefined)
      if (row?.got) await released
    })
    .catch(reject)
  const tx = await taken
  if (tx === undefined) throw refusal(agentErrors, 'AGENT_ALREADY_RUNS')
  return {
    check: async () => {
      await tx.query({ text: 'select 1' })
    },
    release: async () => {
      release()
      await held
    },
  }
}
