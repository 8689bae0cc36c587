import fs from 'node:fs'
import path from 'node:path'
import { loadReference } from '../care-settings/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../identity/index.ts'
import { keepContacts, readContacts } from '../operations/index.ts'
import {
  type Database,
  dataFolder,
  type EmbeddedPostgres,
  type Log,
  makeMonths,
  makeRoles,
  migrate,
  openPoolAsNamed,
  PROJECT_FOLDER,
  processEnvironment,
  refusal,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  systemClock,
} from '../platform/index.ts'
import { commandErrors } from './command-failure.ts'

/** Partitions are made so many months ahead with every migration. */
export const MONTHS_AHEAD = 13

/** The embedded PostgreSQL with one database ready for use. */
export type LaptopDatabase = {
  readonly postgres: EmbeddedPostgres
  /** `postgresql://{role}@…` for `CPIS_DATABASE_URL`. */
  readonly databaseUrl: string
}

/**
 * Starts the embedded PostgreSQL and makes a database of this name anew, migrated, with reference data and the invented
 * authorities, organisations and role profiles. Throws LAPTOP_ALREADY_RUNS when somebody is connected to it.
 */
export async function prepareLaptop(name: string, cluster: string, log: Log): Promise<LaptopDatabase> {
  const postgres = await startLaptopPostgres(cluster, log)
  await makeDatabase(postgres, name, log)
  const owner = openPoolAsNamed(postgres.url('cpis_migrator', name), { connections: 1, log })
  try {
    await migrate(owner)
    await makeMonths(owner, systemClock.now(), MONTHS_AHEAD)
    await loadReference(owner, { invented: true })
    await loadRoleDirectory(owner)
    await loadAccreditedSystems(owner)
    await keepContacts({ db: owner, clock: systemClock }, readContacts(inventedContacts()))
  } finally {
    await owner.end()
  }
  return { postgres, databaseUrl: postgres.url('{role}', name) }
}

function inventedContacts(): string {
  return fs.readFileSync(path.join(PROJECT_FOLDER, 'db', 'reference', 'contacts-invented.csv'), 'utf8')
}

/** The embedded PostgreSQL on a folder of the laptop's data; started, or joined when it runs. */
export function startLaptopPostgres(cluster: string, log: Log): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ folder: path.join(dataFolder(processEnvironment), cluster), log })
}

async function makeDatabase(postgres: EmbeddedPostgres, name: string, log: Log): Promise<void> {
  await asAdmin(postgres, log, async admin => {
    await makeRoles(admin)
    await dropUnused(admin, name)
    await admin.query({ text: `create database ${name} owner cpis_owner` })
  })
}

/** PostgreSQL's word for a database that somebody is connected to. */
const IN_USE = '55006'

/** A database in use belongs to a laptop that runs: emptied under its feet, it would answer that nothing is known. */
async function dropUnused(admin: Database, name: string): Promise<void> {
  try {
    await admin.query({ text: `drop database if exists ${name}` })
  } catch (error) {
    if ((error as { code?: unknown }).code !== IN_USE) throw error
    throw refusal(commandErrors, 'LAPTOP_ALREADY_RUNS', `stop it first, or set CPIS_DATA to another folder`, error)
  }
}

/** Stops the PostgreSQL of a folder of the laptop's data and removes the folder. */
export async function removeCluster(cluster: string, log: Log): Promise<void> {
  await removeEmbeddedPostgres({ folder: path.join(dataFolder(processEnvironment), cluster), log })
}

/** Removes the clusters `<prefix><pid>` whose process is gone: it was killed before it could tidy up. */
export async function removeLeftClusters(prefix: string, log: Log): Promise<void> {
  const data = dataFolder(processEnvironment)
  const found = fs.existsSync(data) ? fs.readdirSync(data).filter(name => name.startsWith(prefix)) : []
  for (const cluster of found) {
    if (!isAlive(Number(cluster.slice(prefix.length)))) await removeCluster(cluster, log)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Removes databases that were made for one run. */
export async function dropDatabases(postgres: EmbeddedPostgres, names: readonly string[], log: Log): Promise<void> {
  await asAdmin(postgres, log, async admin => {
    for (const name of names) await admin.query({ text: `drop database if exists ${name} with (force)` })
  })
}

async function asAdmin(
  postgres: EmbeddedPostgres,
  log: Log,
  work: (admin: ReturnType<typeof openPoolAsNamed>) => Promise<void>,
): Promise<void> {
  const admin = openPoolAsNamed(postgres.url('postgres', 'postgres'), { connections: 1, log })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

/**
 * The database of a local authority's own, as its agent keeps it: made when missing, migrated. Returns the URL of its
 * owner.
 */
export async function prepareAgentDatabase(postgres: EmbeddedPostgres, name: string, log: Log): Promise<string> {
  await asAdmin(postgres, log, async admin => {
    await makeRoles(admin)
    const there = await admin.query({ text: 'select 1 from pg_database where datname = $1', values: [name] })
    if (there.length === 0) await admin.query({ text: `create database ${name} owner cpis_owner` })
  })
  const url = postgres.url('cpis_migrator', name)
  const owner = openPoolAsNamed(url, { connections: 1, log })
  try {
    await migrate(owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
  } finally {
    await owner.end()
  }
  return url
}
