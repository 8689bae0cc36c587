import type { Loop } from '../../platform/index.ts'
import { cohortSettings } from '../../programme/index.ts'
import { type CohortSettings, DEFAULT_COHORTS } from '../../register/index.ts'
import type { Ground } from '../processes.ts'

/** A decision holds from a day on, so a minute is soon enough. */
const READ_EVERY_MS = 60_000

/** What is decided as far as is known, and the loop that reads it. */
export type DecidedCohorts = { readonly now: () => CohortSettings; readonly loop: Loop }

/**
 * The cohorts and the plan category as the programme decided, read now and by the loop each minute. A reading that fails
 * changes nothing: what was known holds on, and before the first one the defaults do, which offer no category.
 */
export async function decidedCohorts(ground: Pick<Ground, 'pool' | 'clock' | 'log'>): Promise<DecidedCohorts> {
  const { clock, log } = ground
  const db = ground.pool('programme', { connections: 1 })
  let known = DEFAULT_COHORTS
  const read = async () => {
    known = await cohortSettings({ db, clock }, DEFAULT_COHORTS)
    return false
  }
  await read().catch(error => log.error({ err: error }, 'what is decided about cohorts could not be read'))
  return { now: () => known, loop: { name: 'cohorts', everyMs: READ_EVERY_MS, log, round: read } }
}
