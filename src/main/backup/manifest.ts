import { createHash } from 'node:crypto'
import { type Database, type Keyring, readShape, refusal } from '../../platform/index.ts'
import { backupErrors } from './errors.ts'
import type { Written } from './sealed-lines.ts'
import { readSigned } from './signed-manifest.ts'
import type { Partition } from './tables.ts'

export const manifestContext = 'backup manifest'

/** What a copy holds. */
export type Manifest = {
  readonly id: string
  /** The moment it shows, UTC. */
  readonly at: string
  readonly migrations: readonly { readonly name: string; readonly fingerprint: string }[]
  /** Hash of columns, indexes and rights of every table. */
  readonly shape: string
  readonly partitions: readonly Partition[]
  readonly tables: readonly ({ readonly name: string; readonly file: string } & Written)[]
}

/** Reads the manifest of a copy. Throws BACKUP_UNREADABLE when it is not there, was changed, or is of other keys. */
export function readManifest(folder: string, keyring: Keyring): Manifest {
  try {
    return readSigned(folder, { keyring, context: manifestContext }) as Manifest
  } catch (error) {
    throw refusal(backupErrors, 'BACKUP_UNREADABLE', folder, error)
  }
}

/** The hash of a database's shape. */
export async function shapeHash(db: Database): Promise<string> {
  return createHash('sha256')
    .update(JSON.stringify(await readShape(db)))
    .digest('hex')
}
