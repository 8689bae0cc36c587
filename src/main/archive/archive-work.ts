import type { ArchivedMonth, ArchiveWork } from '../../cli/index.ts'
import {
  openLog,
  openPoolAsNamed,
  operatorName,
  processEnvironment,
  processKeyring,
  systemClock,
  systemRandomness,
} from '../../platform/index.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import type { ArchiveManifest } from './archive-manifest.ts'
import { type ArchiveDeps, archiveMonth } from './archive-month.ts'
import { archivedMonths } from './archived-months.ts'
import { returnMonth } from './return-month.ts'

const log = openLog('archive', 'warn')

/** What `cpis archive` does: changes under the owner, reading under the auditor. */
export const archiveWork: ArchiveWork = {
  make: ({ ownerUrl, month, folder }) =>
    withDeps(ownerUrl, async deps => asDone(await archiveMonth(deps, { month, folder, operator: operatorName() }))),
  return: ({ ownerUrl, folder }) =>
    withDeps(ownerUrl, async deps => asDone(await returnMonth(deps, { folder, operator: operatorName() }))),
  async list() {
    const ground = groundOf('archive', settingsFrom(processEnvironment))
    try {
      return await archivedMonths(ground.pool('auditor', { connections: 1 }))
    } finally {
      await ground.end()
    }
  },
}

async function withDeps<Result>(ownerUrl: string, work: (deps: ArchiveDeps) => Promise<Result>): Promise<Result> {
  const ground = groundOf('archive', settingsFrom(processEnvironment))
  const owner = openPoolAsNamed(ownerUrl, { connections: 2, log })
  try {
    const auditor = ground.pool('auditor', { connections: 2 })
    return await work({
      owner,
      auditor,
      keyring: processKeyring(),
      clock: systemClock,
      randomness: systemRandomness,
    })
  } finally {
    await owner.end()
    await ground.end()
  }
}

function asDone({ id, month, at, tables }: ArchiveManifest): ArchivedMonth {
  const rows = (wanted: string) => tables.find(({ name }) => name === wanted)?.rows ?? 0
  return { id, month, at, entries: rows('audit.entry'), accesses: rows('lookup.access') }
}
