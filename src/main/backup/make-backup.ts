import fs from 'node:fs'
import path from 'node:path'
import { type Clock, type Database, type Keyring, type Randomness, refusal } from '../../platform/index.ts'
import { backupErrors } from './errors.ts'
import { type Manifest, manifestContext, shapeHash } from './manifest.ts'
import { writeSealed } from './sealed-lines.ts'
import { writeSigned } from './signed-manifest.ts'
import { partitions, type Table, tablesInOrder } from './tables.ts'
import { refusePartial } from './whole.ts'

export type BackupDeps = {
  /** As `cpis_backup`, or the owner: these read every row of every table. */
  readonly owner: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly randomness: Randomness
  /** Told each table when it is done. */
  readonly onTable?: (name: string, rows: number) => void
}

const PAGE = 5_000

/**
 * Copies the whole database, as it is at one moment, into a new folder. It stands under its name only when it is whole
 * and on disk. Throws BACKUP_FOLDER_TAKEN, and BACKUP_PARTIAL for a role that does not see every row.
 */
export async function makeBackup(deps: BackupDeps, folder: string): Promise<Manifest> {
  if (fs.existsSync(folder)) throw refusal(backupErrors, 'BACKUP_FOLDER_TAKEN', folder)
  const beside = `${folder}.unfinished`
  fs.rmSync(beside, { recursive: true, force: true })
  fs.mkdirSync(beside, { recursive: true, mode: 0o700 })
  const manifest = await deps.owner.transaction(async tx => {
    await tx.query({ text: 'set transaction isolation level repeatable read, read only' })
    await refusePartial(tx)
    return copyTables(deps, tx, beside)
  })
  writeSigned(beside, manifest, { keyring: deps.keyring, context: manifestContext })
  fs.renameSync(beside, folder)
  return manifest
}

async function copyTables(deps: BackupDeps, tx: Database, folder: string): Promise<Manifest> {
  const id = deps.randomness.uuid()
  const migrations = await tx.query<{ name: string; fingerprint: string }>({
    text: 'select name, fingerprint from platform.migration order by name',
  })
  const tables = []
  for (const [index, table] of (await tablesInOrder(tx)).entries()) {
    if (table.name === 'platform.migration') continue
    const file = `${String(index).padStart(3, '0')}-${table.name}`
    const place = { file: path.join(folder, file), context: `backup ${id} ${table.name}`, keyring: deps.keyring }
    const written = await writeSealed(rowsOf(tx, table), place)
    tables.push({ name: table.name, file, ...written })
    deps.onTable?.(table.name, written.rows)
  }
  return {
    id,
    at: deps.clock.now().toISOString(),
    migrations,
    shape: await shapeHash(tx),
    partitions: await partitions(tx),
    tables,
  }
}

/** Rows as JSON, page by page by a cursor, in the order of their key: the same rows make the same lines. */
export async function* rowsOf(tx: Database, { name, key }: Table): AsyncIterable<string> {
  await tx.query({
    text: `declare backup_rows no scroll cursor for select row_to_json(t)::text as row from ${name} t order by ${key}`,
  })
  for (;;) {
    const page = await tx.query<{ row: string }>({ text: `fetch ${PAGE} from backup_rows` })
    for (const { row } of page) yield row
    if (page.length < PAGE) break
  }
  await tx.query({ text: 'close backup_rows' })
}
