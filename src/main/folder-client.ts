import fs from 'node:fs/promises'
import path from 'node:path'
import type { ExplainLog } from '../cli/index.ts'
import {
  explainMeshLog,
  folderClientErrors,
  openKeyStore,
  openMeshClient,
  printExplanation,
  readMeshClientConfiguration,
  startFolderClient,
} from '../mesh/index.ts'
import { openLog, processEnvironment, refusal, systemClock, systemRandomness, untilTold } from '../platform/index.ts'

/** Starts the folder client of a meshclient.cfg; it runs until it is told to stop by a signal or the signal file. */
export async function runFolderClient(config: string): Promise<void> {
  const configuration = readMeshClientConfiguration(await readFile(config), path.dirname(path.resolve(config)))
  const log = openLog('folder-client', processEnvironment['CPIS_LOG_LEVEL'] ?? 'warn')
  const ground = { clock: systemClock, randomness: systemRandomness, log }
  const { primaryUrl: baseUrl, sharedKey, keyStore } = configuration
  const server = { baseUrl, sharedKey, ...(keyStore && { fetch: openKeyStore(keyStore) }) }
  const client = startFolderClient({
    ...ground,
    configuration,
    openMailbox: opening => openMeshClient({ ...ground, ...server, ...opening }),
  })
  untilTold([client], log)
  client.asked.then(async () => {
    await client.stop()
    process.exit(0)
  })
}

async function readFile(config: string): Promise<Buffer> {
  try {
    return await fs.readFile(config)
  } catch {
    throw refusal(folderClientErrors, 'FOLDER_CONFIGURATION_INVALID', `${config} cannot be opened`)
  }
}

/** What is wrong by a log, as text or as JSON. */
export const explainLog: ExplainLog = async (file, { json }) => {
  const explanation = await explainMeshLog(file, { clock: systemClock })
  return json ? JSON.stringify(explanation) : printExplanation(explanation)
}
