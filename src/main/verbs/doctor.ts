import { doctorCheck, type Verb } from '../../cli/index.ts'
import { processEnvironment } from '../../platform/index.ts'
import { examineDeployment, isAlive } from '../doctor/doctor.ts'
import { findingsText } from '../doctor/finding.ts'
import { settingsFrom } from '../settings.ts'
import { say } from './say.ts'

async function examineHere(): Promise<{ text: string; json: unknown; well: boolean }> {
  const found = await examineDeployment(processEnvironment)
  return { text: findingsText(found), json: found, well: found.every(({ state }) => state === 'good') }
}

/** The verbs of `cpis doctor`. */
export const verbs: readonly Verb[] = [doctorCheck(examineHere, () => isAlive(settingsFrom(processEnvironment)), say)]
