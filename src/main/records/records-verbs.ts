import fs from 'node:fs/promises'
import type { EraseWork, RetentionWork, SubjectExportOptions } from '../../cli/index.ts'
import { operatorName } from '../../platform/index.ts'
import {
  answerHtml,
  answerJson,
  answerSubject,
  approveErasure,
  askToErase,
  askToLift,
  lastRun,
  liftHold,
  listHolds,
  placeHold,
  readRetentionRules,
  refuseErasure,
  runRetention,
  waitingErasures,
} from '../../records/index.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { erasureDepsOf, recordsDepsOf, retentionDepsOf, subjectDepsOf } from './records-deps.ts'

type Within = <Result>(work: (ground: Ground) => Promise<Result>) => Promise<Result>

function groundedBy(settings: () => Settings): Within {
  return async work => {
    const ground = groundOf('records', settings())
    try {
      return await work(ground)
    } finally {
      await ground.end()
    }
  }
}

/** What the verbs of `cpis retention` do, each under its login. */
export function retentionWork(settings: () => Settings, by = operatorName()): RetentionWork {
  const within = groundedBy(settings)
  return {
    show: () =>
      within(async ground => {
        const deps = recordsDepsOf(ground)
        const { rules } = readRetentionRules(ground.settings.retentionRules)
        const last = await lastRun(deps)
        const heldBecause = ground.settings.retentionHeld
        return { rules, holds: await listHolds(deps), ...(last && { last }), ...(heldBecause && { heldBecause }) }
      }),
    run: ({ dryRun, anew }) =>
      within(ground => runRetention(retentionDepsOf(ground), { by, isDry: dryRun, isAnew: anew })),
    hold: hold => within(ground => placeHold(recordsDepsOf(ground), { ...hold, by })),
    askToLift: holdId => within(ground => askToLift(recordsDepsOf(ground), { holdId, by })),
    lift: holdId => within(ground => liftHold(recordsDepsOf(ground), { holdId, by })),
  }
}

/** What `cpis audit erase` does. */
export function eraseWork(settings: () => Settings, by = operatorName()): EraseWork {
  const within = groundedBy(settings)
  return {
    ask: erasing => within(ground => askToErase(recordsDepsOf(ground), { ...erasing, by })),
    approve: erasureId => within(ground => approveErasure(erasureDepsOf(ground), { erasureId, by })),
    refuse: erasureId => within(ground => refuseErasure(recordsDepsOf(ground), { erasureId, by })),
    waiting: () => within(ground => waitingErasures(recordsDepsOf(ground))),
  }
}

/** What `cpis subject export` does: both files are new and only their owner may read them. */
export function exportSubject(settings: () => Settings, by = operatorName()) {
  const within = groundedBy(settings)
  return ({ out, ...request }: SubjectExportOptions) =>
    within(ground =>
      // Opened before anything is gathered: an answer that was decided and audited must also arrive.
      intoNewFile(`${out}.json`, json =>
        intoNewFile(`${out}.html`, async html => {
          const answer = await answerSubject(subjectDepsOf(ground), { ...request, by })
          await json.writeFile(answerJson(answer))
          await html.writeFile(answerHtml(answer))
          return { answer, files: { json: `${out}.json`, html: `${out}.html` } }
        }),
      ),
    )
}

/** Lets `work` write a file that was not there before; where it fails there is none again. */
async function intoNewFile<Result>(file: string, work: (handle: fs.FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await fs.open(file, 'wx', 0o600)
  try {
    return await work(handle)
  } catch (error) {
    await fs.rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}
