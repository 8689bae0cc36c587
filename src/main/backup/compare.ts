import { createHash } from 'node:crypto'
import { type Database, type Keyring, type Randomness, refusal, verifyAudit } from '../../platform/index.ts'
import { backupErrors } from './errors.ts'
import { rowsOf } from './make-backup.ts'
import { type Manifest, shapeHash } from './manifest.ts'
import { tablesInOrder } from './tables.ts'

/** What was held against one another after a restore. */
export type Comparison = { readonly tables: number; readonly rows: number; readonly links: number }

export type CompareDeps = {
  readonly owner: Database
  /** Under the auditor's role, on the same database. */
  readonly auditor: Database
  readonly keyring: Keyring
  readonly randomness: Randomness
}

/**
 * Holds a restored database against the manifest of its copy: every table's rows and hash, the shape where no newer migration ran, and the chain of
 * the audit. Throws BACKUP_DIFFERS with the first that differs.
 */
export async function compareRestored(deps: CompareDeps, manifest: Manifest): Promise<Comparison> {
  const wanted = new Map(manifest.tables.map(table => [table.name, table]))
  await deps.owner.transaction(async tx => {
    for (const table of await tablesInOrder(tx)) {
      const copy = wanted.get(table.name)
      if (copy === undefined) continue
      const hash = createHash('sha256')
      for await (const row of rowsOf(tx, table)) hash.update(row).update('\n')
      if (hash.digest('hex') !== copy.sha256) throw refusal(backupErrors, 'BACKUP_DIFFERS', table.name)
    }
  })
  const newer = await deps.owner.query({
    text: 'select from platform.migration where name <> all($1)',
    values: [manifest.migrations.map(({ name }) => name)],
  })
  if (newer.length === 0 && (await shapeHash(deps.owner)) !== manifest.shape)
    throw refusal(backupErrors, 'BACKUP_DIFFERS', 'the shape of the database')
  const { links, problemCount } = await verifyAudit({ ...deps, db: deps.auditor })
  if (problemCount > 0) throw refusal(backupErrors, 'BACKUP_DIFFERS', `the audit: ${problemCount} problems`)
  return { tables: manifest.tables.length, rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), links }
}
