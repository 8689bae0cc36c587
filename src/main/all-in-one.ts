import fs from 'node:fs'
import path from 'node:path'
import { dataFolder, endOnUncaught, openLog, processEnvironment, untilTold } from '../platform/index.ts'
import { failureOf } from './command-failure.ts'
import { type Everything, startEverything } from './everything.ts'
import { prepareLaptop, removeCluster, removeLeftClusters } from './laptop.ts'
import { settingsFrom } from './settings.ts'
import { setTheStage } from './story/stage.ts'
import { tellStory } from './story/story.ts'

// The whole service on one machine, with invented children: tells its story, then keeps running.

const storyOnly = process.argv.includes('--story-only')
const logFile = processEnvironment['CPIS_LOG_FILE'] ?? path.join(dataFolder(processEnvironment), 'open-cpis.log')
const log = openLog('laptop', 'info', logFile)
endOnUncaught(log)

/** A story that ends leaves a running laptop alone: a PostgreSQL and ports of its own. */
const cluster = storyOnly ? `story-${process.pid}` : 'postgresql'
const journal = path.join(dataFolder(processEnvironment), `journal-${cluster}`)
const anyPort = {
  CPIS_API_PORT: '0',
  CPIS_SPINE_PORT: '0',
  CPIS_PORTAL_PORT: '0',
  CPIS_MESH_PORT: '0',
  CPIS_WORKER_PORT: '0',
  CPIS_PDS_PORT: '0',
  CPIS_CIS2_PORT: '0',
}

async function start(): Promise<void> {
  if (storyOnly) await removeLeftClusters('story-', log)
  const { postgres, databaseUrl } = await prepareLaptop('cpis', cluster, log)
  // The database is made anew with every start: what an earlier one was told is not missing in it.
  fs.rmSync(journal, { recursive: true, force: true })
  const environment = {
    CPIS_LOG_FILE: logFile,
    CPIS_JOURNAL_FOLDER: journal,
    ...(storyOnly && anyPort),
    ...processEnvironment,
  }
  const everything = await startEverything(settingsFrom({ ...environment, CPIS_DATABASE_URL: databaseUrl }))
  await using stage = await setTheStage(everything, { postgres, cluster, databaseUrl, log })
  console.log(`\n${JSON.stringify(await tellStory(stage))}`)
  if (storyOnly) await everything.stop()
  else {
    sayWhere(everything)
    untilTold([{ stop: () => postgres.stop() }, everything], log)
  }
}

function sayWhere({ urls }: Everything): void {
  console.log(`
Running. Stop with Ctrl-C; the next start begins with fresh invented children.
  Pages  ${urls.portal}
  FHIR   ${urls.api}/cpis/FHIR/R4/metadata
  HL7 v3 ${urls.spine ?? 'not taken'}
  MESH   ${urls.mesh}/messageexchange/_ping
  PDS    ${urls.pds} (stand-in)
  CIS2   ${urls.cis2} (stand-in)
  Log    ${logFile}`)
}

let failure: unknown
try {
  await start()
} catch (error) {
  failure = error
  log.fatal({ err: error }, 'the start failed')
  const { code, message } = failureOf(error)
  console.error(`\n${code}: ${message}\nLog: ${logFile}`)
}
if (storyOnly || failure !== undefined) {
  if (storyOnly) {
    await removeCluster(cluster, log)
    fs.rmSync(journal, { recursive: true, force: true })
  }
  process.exit(failure === undefined ? 0 : 1)
}
