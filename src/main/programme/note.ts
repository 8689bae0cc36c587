import type { Verb } from '../../cli/index.ts'
import { boardVerbs, noteVerbs, supplierVerbs, toolkitVerbs, type WithNote } from '../../cli/programme/index.ts'
import { openLog, operatorName, systemClock } from '../../platform/index.ts'
import { deliverAcknowledgements, JUNE_2023, loadJune2023, type NoteDeps } from '../../programme/index.ts'
import { prepareLaptop, removeCluster, removeLeftClusters } from '../laptop.ts'
import { onLaptop } from '../laptop-application.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { acknowledgementsBy } from './acknowledgements.ts'
import { programmeDepsOf, programmeMailOf } from './programme-deps.ts'

/** What the note is made of: the programme's records, and what it says of whoever publishes it. */
export function noteDepsOf(ground: Ground): NoteDeps {
  return { ...programmeDepsOf(ground), settings: ground.settings }
}

/** The verbs of boards, suppliers, the toolkit and the note, each under the login it is called by. */
export function noteVerbsOf(settings: () => Settings, say: (line: string) => void, clock = systemClock): Verb[] {
  const by = operatorName()
  const within: WithNote = (work, how) => {
    const onGround = (ground: Ground) => work({ ...noteDepsOf(ground), clock }, by)
    return how?.fixture ? withJune2023(settings(), deps => work(deps, by)) : withGround(settings(), onGround)
  }
  const acknowledge = () =>
    withGround(settings(), async ground => {
      const mail = programmeMailOf(ground)
      return mail === undefined
        ? 0
        : deliverAcknowledgements({ ...programmeDepsOf(ground), clock }, acknowledgementsBy(mail))
    })
  return [
    ...boardVerbs({ within, say, acknowledge }),
    ...supplierVerbs(within, say),
    ...toolkitVerbs(within, say),
    ...noteVerbs(within, say),
  ]
}

/** A database that is `embedded` is the one of a running laptop. */
async function withGround<Result>(given: Settings, work: (ground: Ground) => Promise<Result>): Promise<Result> {
  const ground = groundOf('programme', given.databaseUrl === 'embedded' ? await onLaptop(given) : given)
  try {
    return await work(ground)
  } finally {
    await ground.end()
  }
}

const CLUSTER = 'note-'

/**
 * The public note of June 2023 in an embedded PostgreSQL of its own, which is thrown away: it needs no service and leaves
 * a running one alone.
 */
async function withJune2023<Result>(given: Settings, work: (deps: NoteDeps) => Promise<Result>): Promise<Result> {
  const log = openLog('note', 'warn')
  await removeLeftClusters(CLUSTER, log)
  const cluster = `${CLUSTER}${process.pid}`
  try {
    const { databaseUrl } = await prepareLaptop('cpis_note', cluster, log)
    return await withGround({ ...given, databaseUrl }, async ground => {
      const deps = { ...noteDepsOf(ground), clock: JUNE_2023 }
      await loadJune2023(deps)
      return work(deps)
    })
  } finally {
    await removeCluster(cluster, log)
  }
}
