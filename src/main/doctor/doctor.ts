import { onLaptop } from '../laptop-application.ts'
import { groundOf } from '../processes.ts'
import { type Settings, settingsFrom } from '../settings.ts'
import { databaseChecks } from './database-checks.ts'
import { examine, type Finding } from './finding.ts'
import { journalChecks } from './journal-checks.ts'
import { neighbourChecks } from './neighbour-checks.ts'

const LIVE_WITHIN_MS = 2_000

/**
 * Looks at a deployment: its settings, the database, CIS2, PDS, MESH, certificates. Changes nothing. Settings that are
 * missing or odd are one finding, and the rest cannot then be checked.
 */
export async function examineDeployment(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  let given: Settings
  try {
    given = settingsFrom(environment)
  } catch (error) {
    const mend = 'set what is named: docs/reference/configuration.md'
    return [
      { place: 'settings', state: 'mend', seen: (error as Error).message, mend },
      { place: 'all else', state: 'not checked', seen: 'the settings come first' },
    ]
  }
  const settings = given.databaseUrl === 'embedded' ? await onLaptop(given) : given
  const ground = groundOf('doctor', { ...settings, logLevel: 'silent' })
  try {
    const found = await examine([...databaseChecks(ground), ...journalChecks(ground), ...neighbourChecks(ground)])
    return [{ place: 'settings', state: 'good', seen: `profile ${settings.profile}` }, ...found]
  } finally {
    await ground.end()
  }
}

/** Whether a role on this host says that it is alive: what a container's health check asks. */
export async function isAlive(settings: Settings): Promise<boolean> {
  const { apiPort, portalPort, meshPort, workerPort } = settings
  const answers = [apiPort, portalPort, meshPort, workerPort].map(async port => {
    const { ok } = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(LIVE_WITHIN_MS) })
    if (!ok) throw new Error('not alive')
  })
  return Promise.any(answers).then(
    () => true,
    () => false,
  )
}
