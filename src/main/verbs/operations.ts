import type { Verb } from '../../cli/index.ts'
import { incidentVerbs, qualityNational, qualityReport, serviceLevelShow } from '../../cli/operations/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { operationsVerbs } from '../operations/operations-verbs.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

const operating = operationsVerbs(() => settingsFrom(processEnvironment))

/** The verbs of `cpis quality`, `cpis incident` and `cpis service-level`. */
export const verbs: readonly Verb[] = [
  qualityReport(operating.quality, say),
  qualityNational(operating.national, say),
  ...incidentVerbs(operating, say),
  serviceLevelShow(operating.serviceLevels, say),
]
