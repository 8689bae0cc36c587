import { nightDue } from '../../demographics/index.ts'
import { lastRun, runRetention } from '../../records/index.ts'
import type { Ground } from '../processes.ts'
import { retentionDepsOf } from './records-deps.ts'

/** Deletes what is over its period once a night; with nothing run since the night's time, also after a start. */
export function retentionRound(ground: Ground): () => Promise<void> {
  const { clock, settings, log, metrics } = ground
  const deps = retentionDepsOf(ground)
  const night = (at: Date) => nightDue(at, settings.retentionAt)
  return async () => {
    const last = await lastRun(deps)
    if (last !== undefined && night(last.at) === night(clock.now())) return
    const { counts } = await runRetention(deps, { by: 'worker', isDry: false })
    const removed = counts.reduce((sum, one) => sum + one.count, 0)
    const held = counts.filter(one => one.isHeld).map(one => one.kind)
    metrics.count('retention', held.length > 0 ? 'held' : 'done')
    log.info({ removed, held }, 'what was over its period was deleted')
  }
}
