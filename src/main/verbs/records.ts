import { retentionVerbs, subjectExport, type Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { exportSubject, retentionWork } from '../records/records-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const settings = () => settingsFrom(processEnvironment)

/** The verbs of `cpis retention` and `cpis subject`. */
export const verbs: readonly Verb[] = [
  ...retentionVerbs(retentionWork(settings), say),
  subjectExport(exportSubject(settings), say),
]
