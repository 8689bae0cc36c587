import { type Running, startLoop } from '../../platform/index.ts'
import type { AgentDeps } from '../ports.ts'
import { takeLock } from './lock.ts'
import { agentRound } from './round.ts'

/**
 * Starts the daemon: a round at once and then each few minutes until stopped, which lets the round in hand finish. Throws
 * AGENT_ALREADY_RUNS. When the connection that holds the lock is lost, `lost` is told and no round follows.
 */
export async function startAgent(deps: AgentDeps, lost: (error: Error) => void): Promise<Running> {
  const lock = await takeLock(deps.database)
  let isLost = false
  const round = async () => {
    if (isLost) return false
    try {
      await lock.check()
    } catch (error) {
      isLost = true
      lost(error as Error)
      return false
    }
    await agentRound(deps)
    return false
  }
  const everyMs = deps.configuration.pollMinutes * 60_000
  const loop = startLoop({ name: 'agent', everyMs, round, log: deps.log })
  return {
    async stop() {
      await loop.stop()
      await lock.release()
    },
  }
}
