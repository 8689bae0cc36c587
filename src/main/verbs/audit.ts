import { auditErase, type Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { auditVerbsOf } from '../audit/audit-verbs.ts'
import { eraseWork } from '../records/records-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

/** The verbs of `cpis audit`. */
export const verbs: readonly Verb[] = [
  ...auditVerbsOf(() => settingsFrom(processEnvironment), say),
  auditErase(
    eraseWork(() => settingsFrom(processEnvironment)),
    say,
  ),
]
