import cluster from 'node:cluster'
import { openLog, processEnvironment, type Running, rereadKeysOnHangUp, untilTold } from '../../platform/index.ts'
import { type Settings, settingsFrom } from '../settings.ts'
import { drainServers } from './drain.ts'
import { READY, type Supervised, supervise } from './supervise.ts'

export type Role = { readonly name: string; readonly start: (settings: Settings) => Promise<Running> }

/**
 * Keeps a role running until the process is told to stop: in this process, or in so many that share its ports. SIGTERM
 * ends all of them, each when it has answered; SIGHUP replaces them one by one, and lets a single one read its keys
 * again. A role started by itself is in production unless told otherwise: no laptop secret stands in for a forgotten one.
 */
export async function serveRole({ name, start }: Role, processes = 1): Promise<void> {
  const settings = settingsFrom({ CPIS_PROFILE: 'production', ...processEnvironment })
  const log = openLog('main', settings.logLevel, settings.logFile || undefined)
  if (cluster.isWorker) {
    rereadKeysOnHangUp(log)
    untilTold([await start(settings), { stop: drainServers }], log)
    process.send?.(READY)
  } else if (processes === 1) {
    rereadKeysOnHangUp(log)
    untilTold([await start(settings)], log)
  } else {
    // New processes read the keys anew. It may come while the first are starting: those are new.
    let supervised: Supervised | undefined
    process.on('SIGHUP', () => void supervised?.replaceAll())
    supervised = await supervise({ role: name, processes, log })
    untilTold([supervised], log)
    log.info({ role: name, processes }, 'all processes are ready')
  }
}
