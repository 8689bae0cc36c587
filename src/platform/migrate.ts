import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Database } from './database.ts'
import { PROJECT_FOLDER } from './environment.ts'
import { platformErrors, refusal } from './errors.ts'
import type { Keyring } from './keys/keyring.ts'
import { processKeyring } from './keys/process-keyring.ts'

const MIGRATIONS = path.join(PROJECT_FOLDER, 'db', 'migrations')

/**
 * Makes the roles and says who may act as which, so far as it is not so. Runs as one that may create roles; as anybody
 * where nothing is missing.
 */
export async function makeRoles(admin: Database): Promise<void> {
  await admin.query({ text: fs.readFileSync(path.join(PROJECT_FOLDER, 'db', 'roles.sql'), 'utf8') })
}

/** Lets the owner of all tables make its schemas in a database that somebody else made. */
export async function letOwnerIn(admin: Database): Promise<void> {
  await admin.query({
    text: `do $$ begin
      if not has_database_privilege('cpis_owner', current_database(), 'create') then
        execute format('grant create on database %I to cpis_owner', current_database());
      end if;
    end $$`,
  })
}

/** What a migration in TypeScript exports; it runs in the transaction that records it. */
export type Migration = { readonly migrate: (tx: Database, keyring: Keyring) => Promise<void> }

/** The files of migrations in their order: `NNNN-name.sql`, or `.ts` where rows must be sealed or opened. */
export function migrationFiles(folder = MIGRATIONS): string[] {
  return fs
    .readdirSync(folder)
    .filter(file => /^[\w-]+\.(sql|ts)$/.test(file))
    .sort()
}

/**
 * Brings the database up to the newest migration, each in a transaction of its own, and returns the names of those run.
 * The row that records one is written first, so that two starters cannot both run it.
 * Throws MIGRATION_CHANGED when the file of one that ran before is no longer what it was; MIGRATION_LOCKED when a table
 * was in use for longer than anybody may wait behind it, and nothing of that migration was done. `only` leaves the others
 * for another time.
 */
export async function migrate(owner: Database, folder = MIGRATIONS, only?: ReadonlySet<string>): Promise<string[]> {
  return (await migrateTimed(owner, folder, only)).map(({ name }) => name)
}

/** A migration that ran, and how long it took. */
export type Migrated = { readonly name: string; readonly ms: number }

/** As `migrate`, with the time of each (trust.md T-34). */
export async function migrateTimed(
  owner: Database,
  folder = MIGRATIONS,
  only?: ReadonlySet<string>,
): Promise<Migrated[]> {
  await owner.transaction(makeHistory)
  const run: Migrated[] = []
  for (const name of migrationFiles(folder).filter(file => only?.has(file) ?? true)) {
    const begun = performance.now()
    if (await migrateOne(owner, name, folder)) run.push({ name, ms: Math.round(performance.now() - begun) })
  }
  return run
}

/** PostgreSQL's `if not exists` does not hold against another who creates at the same moment; the lock does. */
async function makeHistory(tx: Database): Promise<void> {
  await tx.query({ text: 'select pg_advisory_xact_lock(408)' })
  await tx.query({ text: 'create schema if not exists platform' })
  await tx.query({
    text: `create table if not exists platform.migration (
      name text primary key, fingerprint text not null, run_at timestamptz not null default clock_timestamp())`,
  })
}

async function migrateOne(owner: Database, name: string, folder: string): Promise<boolean> {
  const file = path.join(folder, name)
  const source = fs.readFileSync(file, 'utf8')
  const fingerprint = createHash('sha256').update(source).digest('hex')
  return owner.transaction(async tx => {
    const added = await tx.query({
      text: 'insert into platform.migration (name, fingerprint) values ($1, $2) on conflict do nothing returning name',
      values: [name, fingerprint],
    })
    if (added.length === 0) {
      const [before] = await tx.query<{ fingerprint: string }>({
        text: 'select fingerprint from platform.migration where name = $1',
        values: [name],
      })
      if (before?.fingerprint !== fingerprint) throw refusal(platformErrors, 'MIGRATION_CHANGED', name)
      return false
    }
    // Behind the row above, where a second starter waits for the first for as long as it takes.
    await tx.query({ text: `set local lock_timeout = '${LOCK_WITHIN_MS}ms'` })
    if (name.endsWith('.sql')) await tx.query({ text: source }).catch(asLocked(name))
    else await (await loadMigration(file)).migrate(tx, processKeyring()).catch(asLocked(name))
    return true
  })
}

/** While a migration waits for a table, everybody else waits behind it (trust.md T-34). */
const LOCK_WITHIN_MS = 2_000
/** PostgreSQL's word for a lock that was not had in time. */
const LOCK_NOT_AVAILABLE = '55P03'

function asLocked(name: string): (error: unknown) => never {
  return error => {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error
    throw refusal(platformErrors, 'MIGRATION_LOCKED', name, error)
  }
}

/** Installed as a package, what runs is compiled and lies beside; the fingerprint is of the source either way. */
async function loadMigration(file: string): Promise<Migration> {
  const own = path.extname(import.meta.filename)
  return import(pathToFileURL(file.replace(/\.ts$/, own)).href)
}
