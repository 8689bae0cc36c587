import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { writeExtracts } from '../../stand-ins/childrens-services/index.ts'
import {
  dataFolder,
  dayInEngland,
  endOnUncaught,
  openLog,
  openPoolAsNamed,
  type Pool,
  processEnvironment,
  systemClock,
  untilTold,
} from '../platform/index.ts'
import { type Everything, startEverything } from './everything.ts'
import {
  dropDatabases,
  type LaptopDatabase,
  prepareAgentDatabase,
  prepareLaptop,
  startLaptopPostgres,
} from './laptop.ts'
import { settingsFrom } from './settings.ts'
import { openAuthority, type StoryAuthority } from './story/authorities.ts'
import { narrator } from './story/narrator.ts'
import { type StoryFigures, tellStory } from './story/story.ts'

// The whole service on one machine, with invented children: tells its story, then keeps running.

const storyOnly = process.argv.includes('--story-only')
const logFile = processEnvironment['CPIS_LOG_FILE'] ?? path.join(dataFolder(processEnvironment), 'open-cpis.log')
const log = openLog('laptop', 'info', logFile)
endOnUncaught(log)

/** A story that ends leaves a running laptop alone: a PostgreSQL and ports of its own. */
const cluster = storyOnly ? 'story' : 'postgresql'
const database = 'cpis'
const anyPort = { CPIS_API_PORT: '0', CPIS_MESH_PORT: '0', CPIS_PDS_PORT: '0', CPIS_CIS2_PORT: '0' }

const laptop = await prepareLaptop(database, cluster, log)
const everything = await startEverything(
  settingsFrom({
    CPIS_LOG_FILE: logFile,
    ...(storyOnly && anyPort),
    ...processEnvironment,
    CPIS_DATABASE_URL: laptop.databaseUrl,
  }),
)
const figures = await storyOf(everything, laptop)
console.log(`\n${JSON.stringify(figures)}`)
if (storyOnly) {
  await everything.stop()
  await laptop.postgres.stop()
} else {
  sayWhere(everything)
  untilTold([{ stop: () => laptop.postgres.stop() }, everything], log)
}

function agentDatabases(): string[] {
  return ['x01', 'x02', 'x03'].map(code => `${database}_${code}`)
}

async function storyOf(running: Everything, { postgres, databaseUrl }: LaptopDatabase): Promise<StoryFigures> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-story-'))
  const auditor: Pool = openPoolAsNamed(databaseUrl.replace('{role}', 'cpis_auditor'), { connections: 1, log })
  const authorities: StoryAuthority[] = []
  await dropDatabases(postgres, agentDatabases(), log)
  for (const written of writeExtracts(folder, dayInEngland(systemClock.now()))) {
    const url = await prepareAgentDatabase(postgres, `${database}_${written.authority.toLowerCase()}`, log)
    authorities.push(await openAuthority(running.settings, written, url))
  }
  try {
    return await tellStory({
      everything: running,
      authorities,
      auditor,
      narrator: narrator(line => console.log(line)),
      register: {
        stop: () => postgres.stop(),
        start: () => startLaptopPostgres(cluster, log).then(() => {}),
      },
    })
  } finally {
    for (const pool of [auditor, ...authorities.map(one => one.database)]) await pool.end()
    await fs.rm(folder, { recursive: true })
  }
}

function sayWhere({ urls }: Everything): void {
  console.log(`
Running. Stop with Ctrl-C; the next start begins with fresh invented children.
  FHIR   ${urls.api}/cpis/FHIR/R4/metadata
  MESH   ${urls.mesh}/messageexchange/_ping
  PDS    ${urls.pds} (stand-in)
  CIS2   ${urls.cis2} (stand-in)
  Log    ${logFile}`)
}
