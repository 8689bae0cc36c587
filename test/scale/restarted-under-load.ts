import { pause, until } from '../support/until.ts'
import type { ClusteredRole } from './clustered-role.ts'

/** What came of a load: how many were answered rightly, and what became of the others. */
export type Load = { readonly answered: number; readonly failed: readonly string[] }

/** One request on a connection that is kept; resolves with what was wrong with its answer, if anything was. */
export type OneRequest = (caller: number) => Promise<string | undefined>

const CALLERS = 6
const ENOUGH_FAILED = 100
const STEADY_MS = 500

/** Callers that ask one request after another until they are told to end. */
export function startLoad(ask: OneRequest): { end(): Promise<Load> } {
  let told = false
  let answered = 0
  const failed: string[] = []
  const caller = async (place: number) => {
    while (!told && failed.length < ENOUGH_FAILED) {
      const wrong = await ask(place).catch(error => String((error as Error).cause ?? error))
      if (wrong === undefined) answered += 1
      else failed.push(wrong)
    }
  }
  const callers = Array.from({ length: CALLERS }, (_, place) => caller(place))
  return {
    async end() {
      told = true
      await Promise.all(callers)
      return { answered, failed }
    },
  }
}

/** Replaces all processes of a role one by one (SIGHUP) under a steady load; returns what became of it. */
export async function restartUnderLoad(role: ClusteredRole, ask: OneRequest): Promise<Load> {
  const before = await role.processes()
  const asking = startLoad(ask)
  await pause(STEADY_MS)
  role.signal('SIGHUP')
  await until(
    'all processes are replaced',
    async () => {
      const now = await role.processes()
      return (now.length === before.length && now.every(pid => !before.includes(pid))) || undefined
    },
    { withinMs: 120_000, everyMs: 50 },
  )
  await pause(STEADY_MS)
  return asking.end()
}

/** Kills one of the processes and waits until there are as many again. */
export async function killOne(role: ClusteredRole): Promise<void> {
  const before = await role.processes()
  const [victim] = before
  if (victim === undefined) throw new Error('there is no process')
  process.kill(victim, 'SIGKILL')
  await until('it is started again', async () => {
    const now = await role.processes()
    return (now.length === before.length && !now.includes(victim)) || undefined
  })
}
