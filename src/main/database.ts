import { loadReference } from '../care-settings/index.ts'
import { loadAccreditedSystems, loadActivities } from '../identity/index.ts'
import {
  AS_OWNER,
  type Migrated,
  makeMonths,
  migrateTimed,
  openLog,
  openPoolAsNamed,
  readShape,
  type Shape,
  systemClock,
} from '../platform/index.ts'
import { distribute, type Step } from './distribute/distribute.ts'
import { MONTHS_AHEAD, prepareLaptop, removeCluster } from './laptop.ts'
import { openOwner } from './owner-pool.ts'

const log = openLog('db', 'warn')

/**
 * Roles, migrations and reference data of a database; returns the migrations that ran, with their times. The URL is of the migrator, or of
 * whoever made the database and may create roles; what is made is the owner's in either case.
 */
export async function migrateDatabase(ownerUrl: string): Promise<Migrated[]> {
  const owner = await openOwner(ownerUrl, log)
  try {
    const run = await migrateTimed(owner)
    await makeMonths(owner, systemClock.now(), MONTHS_AHEAD)
    await loadReference(owner, { invented: false })
    await loadActivities(owner)
    return run
  } finally {
    await owner.end()
  }
}

/** Shares a database out over the machines of its cluster, or says what would be done. Throws DISTRIBUTE_NOT_HERE. */
export async function distributeDatabase(ownerUrl: string, isDry: boolean): Promise<Step[]> {
  const owner = openPoolAsNamed(ownerUrl, { connections: 1, sessionSettings: AS_OWNER, log })
  try {
    return await distribute(owner, { isDry })
  } finally {
    await owner.end()
  }
}

/** Makes the accredited systems those of a file; returns how many there are. Throws ACCREDITED_SYSTEMS_INVALID. */
export async function accreditSystems(ownerUrl: string, file: string): Promise<number> {
  const owner = openPoolAsNamed(ownerUrl, { connections: 1, sessionSettings: AS_OWNER, log })
  try {
    return await loadAccreditedSystems(owner, file)
  } finally {
    await owner.end()
  }
}

/** The shape a freshly migrated database has, made on the embedded PostgreSQL and removed again. */
export async function shapeOfFreshDatabase(): Promise<Shape> {
  const name = 'cpis_shape'
  const cluster = `shape-${process.pid}`
  const { postgres } = await prepareLaptop(name, cluster, log)
  const owner = openPoolAsNamed(postgres.url('cpis_migrator', name), { connections: 1, log })
  try {
    return await readShape(owner)
  } finally {
    await owner.end()
    await removeCluster(cluster, log)
  }
}
