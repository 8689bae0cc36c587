import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { writeExtracts } from '../../../stand-ins/childrens-services/index.ts'
import { dayInEngland, type EmbeddedPostgres, type Log, openPoolAsNamed, systemClock } from '../../platform/index.ts'
import type { Everything } from '../everything.ts'
import { dropDatabases, prepareAgentDatabase, startLaptopPostgres } from '../laptop.ts'
import { openAuthority, type StoryAuthority } from './authorities.ts'
import { narrator } from './narrator.ts'
import type { Stage } from './story.ts'

export type StageGround = {
  readonly postgres: EmbeddedPostgres
  /** The folder of that PostgreSQL below the laptop's data. */
  readonly cluster: string
  readonly databaseUrl: string
  readonly log: Log
}

/** Writes the extracts, sets the three authorities' agents up, and opens the auditor's eyes. Closed with its block. */
export async function setTheStage(everything: Everything, ground: StageGround): Promise<Stage & AsyncDisposable> {
  const { postgres, cluster, databaseUrl, log } = ground
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-story-'))
  const auditor = openPoolAsNamed(databaseUrl.replace('{role}', 'cpis_auditor'), { connections: 1, log })
  const authorities: StoryAuthority[] = []
  for (const written of writeExtracts(folder, dayInEngland(systemClock.now()))) {
    const name = `cpis_agent_${written.authority.toLowerCase()}`
    await dropDatabases(postgres, [name], log)
    const ownerUrl = await prepareAgentDatabase(postgres, name, log)
    authorities.push(await openAuthority(everything.settings, written, ownerUrl))
  }
  return {
    everything,
    authorities,
    auditor,
    narrator: narrator(line => console.log(line)),
    register: {
      stop: () => postgres.stop(),
      start: () => startLaptopPostgres(cluster, log).then(() => {}),
    },
    async [Symbol.asyncDispose]() {
      for (const pool of [auditor, ...authorities.map(one => one.database)]) await pool.end()
      await fs.rm(folder, { recursive: true })
    },
  }
}
