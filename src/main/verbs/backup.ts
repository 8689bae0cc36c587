import { backupVerbs, restoredVerbs, type Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { drill, makeFrom, restoreTo } from '../backup/backup-verbs.ts'
import { isNothingMissing } from '../backup/missing-report.ts'
import { closeHere, missingHere, reopenHere } from '../backup/restored-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const settings = () => settingsFrom(processEnvironment)

/** The verbs of `cpis backup`. */
export const verbs: readonly Verb[] = [
  ...backupVerbs({ make: makeFrom, restore: restoreTo, drill }, say),
  ...restoredVerbs(
    {
      missing: async options => {
        const shown = await missingHere(settings(), options)
        return { shown, well: isNothingMissing(shown) }
      },
      reopen: () => reopenHere(settings()),
      close: restoredTo => closeHere(settings(), restoredTo),
    },
    say,
  ),
]
