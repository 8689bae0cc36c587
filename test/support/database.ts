import fs from 'node:fs'
import path from 'node:path'
import {
  CONTEXT_ROLES,
  type ContextRole,
  dataFolder,
  type EmbeddedPostgres,
  folderTag,
  makeRoles,
  migrate,
  migrationFiles,
  openPool,
  openPoolAsNamed,
  type Pool,
  processEnvironment,
  silentLog,
  startEmbeddedPostgres,
} from '../../src/platform/index.ts'

/** A database of its own for one test file: real PostgreSQL, cloned from a migrated template. */
export type TestDatabase = {
  /** `postgresql://{role}@…`, for processes started by the test. */
  readonly url: string
  /** A pool under the login role of a context; ended with the database. */
  pool(context: ContextRole): Pool
  /** A pool under the owner of all tables: to look behind the scenes in an assertion. */
  readonly owner: Pool
  end(): Promise<void>
}

const TEMPLATE = 'cpis_template'

/** Starts, or joins, the cluster all tests share. It keeps nothing worth keeping: commits do not wait for the disk. */
export function testCluster(): Promise<EmbeddedPostgres> {
  const folder = processEnvironment['CPIS_TEST_DATA'] ?? testFolder()
  return startEmbeddedPostgres({ folder, log: silentLog, fsync: false })
}

const MEMORY = '/dev/shm'
const ROOM_BYTES = 4 * 1024 ** 3

/**
 * In memory where Linux gives room for it: a clone of the template takes 30 ms there and 600 ms on a disk. The size of
 * the place decides, not what is free of it at the moment, so that all processes find the same cluster.
 */
function testFolder(): string {
  const onDisk = path.join(dataFolder({}), 'test')
  if (!fs.existsSync(MEMORY)) return onDisk
  const { bsize, blocks } = fs.statfsSync(MEMORY)
  return bsize * blocks < ROOM_BYTES ? onDisk : path.join(MEMORY, `open-cpis-test-${folderTag(onDisk)}`)
}

/** Makes the template anew; runs of single files use the one that is there if its migrations are the same. */
export async function prepareTemplate(cluster: EmbeddedPostgres): Promise<void> {
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  try {
    await admin.query({ text: `select pg_advisory_lock(407)` })
    await makeRoles(admin)
    const [there] = await admin.query({ text: 'select 1 from pg_database where datname = $1', values: [TEMPLATE] })
    if (!there) await admin.query({ text: `create database ${TEMPLATE} owner cpis_owner` })
    if (!(await migrateTemplate(cluster))) {
      await admin.query({ text: `drop database ${TEMPLATE} with (force)` })
      await admin.query({ text: `create database ${TEMPLATE} owner cpis_owner` })
      await migrateTemplate(cluster)
    }
  } finally {
    await admin.end()
  }
}

/** False where the template must be made anew: a migration changed, or came in between those that ran. */
async function migrateTemplate(cluster: EmbeddedPostgres): Promise<boolean> {
  const owner = openPoolAsNamed(cluster.url('cpis_migrator', TEMPLATE), { log: silentLog, connections: 1 })
  try {
    const files = migrationFiles()
    const run = await migrate(owner)
    return files.slice(files.length - run.length).join() === run.join()
  } catch (error) {
    if ((error as { code?: string }).code === 'MIGRATION_CHANGED') return false
    throw error
  } finally {
    await owner.end()
  }
}

let made = 0

/** A fresh database. Call `end()` in `after`. */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = await testCluster()
  await prepareTemplate(cluster)
  made += 1
  const name = `test_${process.pid}_${made}`
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await admin.query({ text: `drop database if exists ${name}` })
  await cloned(admin, name)
  const url = cluster.url('{role}', name)
  const owner = openPoolAsNamed(cluster.url('cpis_migrator', name), {
    log: silentLog,
    connections: 4,
    connectWithinMs: 20_000,
  })
  const pools = new Map<ContextRole, Pool>()
  return {
    url,
    owner,
    pool(context) {
      const pool = pools.get(context) ?? openPool(context, { databaseUrl: url, connections: 6, log: silentLog })
      pools.set(context, pool)
      return pool
    },
    async end() {
      for (const pool of [...pools.values(), owner]) await pool.end()
      await admin.query({ text: `drop database if exists ${name} with (force)` })
      await admin.end()
    },
  }
}

/** Whether somebody else's tests use the cluster at this moment: then it is theirs to stop. */
export async function othersTest(cluster: EmbeddedPostgres): Promise<boolean> {
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  try {
    const others = await admin.query({
      text: 'select 1 from pg_stat_activity where client_port is not null and pid <> pg_backend_pid() limit 1',
    })
    return others.length > 0
  } finally {
    await admin.end()
  }
}

/** Two files cloning at once disturb each other for a moment; the second tries again. */
async function cloned(admin: Pool, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.query({ text: `create database ${name} template ${TEMPLATE} owner cpis_owner strategy file_copy` })
      return
    } catch (error) {
      if (attempt >= 50 || !['55006', '42P04'].includes((error as { code: string }).code)) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

export { CONTEXT_ROLES }
