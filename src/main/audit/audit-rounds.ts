import { nightDue } from '../../demographics/index.ts'
import { type CalendarDate, isCheckpointDue, takeCheckpoints, verifyAudit } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import { checkpointDepsOf, verifyDepsOf } from './audit-deps.ts'

/** How soon after it is due a checkpoint is taken, and the chain verified. */
const LOOK_MS = 60_000

type Round = [name: string, everyMs: number, round: () => Promise<unknown>]

/** The worker's rounds over the chain of the audit: checkpoints each hour and each 10,000 links, all of it each night. */
export function auditRounds(ground: Ground): Round[] {
  const checkpointing = checkpointDepsOf(ground)
  return [
    ...(checkpointing === undefined
      ? []
      : ([
          [
            'checkpoint',
            LOOK_MS,
            async () => {
              if (!(await isCheckpointDue(checkpointing))) return
              const taken = await takeCheckpoints(checkpointing)
              ground.metrics.count('audit-checkpoint', taken.length > 0 ? 'taken' : 'left to another')
            },
          ],
        ] satisfies Round[])),
    ['audit verified', LOOK_MS, nightly(ground)],
  ]
}

/** Once a night, and not for the night before a start. */
function nightly(ground: Ground): () => Promise<void> {
  const { clock, settings, log, metrics } = ground
  const deps = verifyDepsOf(ground)
  const night = () => nightDue(clock.now(), settings.auditVerifyAt)
  let verified: CalendarDate = night()
  return async () => {
    const due = night()
    if (due === verified) return
    const { problems, problemCount, links } = await verifyAudit(deps)
    verified = due
    metrics.count('audit-verified', problemCount === 0 ? 'as-written' : 'altered')
    metrics.level('audit-problems', problemCount)
    if (problemCount === 0) log.info({ links }, 'the audit is as it was written')
    else log.error({ links, problemCount, problems }, 'THE AUDIT WAS ALTERED')
  }
}
