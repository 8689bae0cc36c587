import path from 'node:path'
import {
  type Database,
  type Keyring,
  type Migrated,
  migrateTimed,
  migrationFiles,
  refusal,
} from '../../platform/index.ts'
import { backupErrors } from './errors.ts'
import { loadRows } from './load-rows.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readSealed } from './sealed-lines.ts'

export type RestoreDeps = {
  /** The owner of all tables, in an empty database where the roles are made (`openOwner`). */
  readonly owner: Database
  readonly keyring: Keyring
  readonly onTable?: (name: string, rows: number) => void
  /** Told each migration that ran, with its time (trust.md T-34). */
  readonly onMigration?: (migrated: Migrated) => void
}

/**
 * Restores a copy into an empty database: the migrations it was made under, its rows whole or not at all, then newer
 * migrations. Throws BACKUP_UNREADABLE, BACKUP_NEWER, BACKUP_TARGET_NOT_EMPTY.
 */
export async function restoreBackup(deps: RestoreDeps, folder: string): Promise<Manifest> {
  const { owner, keyring } = deps
  const manifest = readManifest(folder, keyring)
  refuseNewer(manifest)
  await refuseFull(owner)
  const rowsOf = ({ name, file, ...written }: Manifest['tables'][number]) =>
    readSealed({ file: path.join(folder, file), context: `backup ${manifest.id} ${name}`, keyring }, written)
  // All of it is read before anything is written: a copy that is not whole leaves the database empty.
  for (const table of manifest.tables) for await (const _row of rowsOf(table));
  const names = new Set(manifest.migrations.map(({ name }) => name))
  await migrateAll(deps, names)
  await owner.transaction(async tx => {
    for (const { name, of, bound } of manifest.partitions)
      await tx.query({ text: `create table if not exists ${name} partition of ${of} ${bound}` })
    for (const { name } of manifest.tables.toReversed()) await tx.query({ text: `delete from ${name}` })
    for (const table of manifest.tables) {
      await loadRows(tx, table.name, rowsOf(table))
      deps.onTable?.(table.name, table.rows)
    }
  })
  await migrateAll(deps)
  await owner.query({ text: 'analyze' })
  return manifest
}

async function migrateAll({ owner, onMigration }: RestoreDeps, only?: ReadonlySet<string>): Promise<void> {
  for (const migrated of await migrateTimed(owner, undefined, only)) onMigration?.(migrated)
}

function refuseNewer({ migrations }: Manifest): void {
  const known = new Set(migrationFiles())
  const unknown = migrations.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  if (unknown.length > 0) throw refusal(backupErrors, 'BACKUP_NEWER', unknown.join(', '))
}

async function refuseFull(owner: Database): Promise<void> {
  const [there] = await owner.query({ text: `select from pg_namespace where nspname = 'register'` })
  if (there !== undefined) throw refusal(backupErrors, 'BACKUP_TARGET_NOT_EMPTY')
}
