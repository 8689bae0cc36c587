import { type Keyring, refusal } from '../../platform/index.ts'
import type { Written } from '../backup/sealed-lines.ts'
import { readSigned, writeSigned } from '../backup/signed-manifest.ts'
import { archiveErrors } from './errors.ts'
import type { HistoryTable } from './month.ts'

const CONTEXT = 'archive manifest'

/** What an archive holds: one month of the history. */
export type ArchiveManifest = {
  readonly id: string
  readonly month: string
  /** When it was made, UTC. */
  readonly at: string
  readonly tables: readonly ({ readonly name: HistoryTable; readonly file: string } & Written)[]
}

export function writeArchiveManifest(folder: string, manifest: ArchiveManifest, keyring: Keyring): void {
  writeSigned(folder, manifest, { keyring, context: CONTEXT })
}

/** Reads the manifest of an archive. Throws ARCHIVE_UNREADABLE when it is not there, was changed, or is of other keys. */
export function readArchiveManifest(folder: string, keyring: Keyring): ArchiveManifest {
  try {
    return readSigned(folder, { keyring, context: CONTEXT }) as ArchiveManifest
  } catch (error) {
    throw refusal(archiveErrors, 'ARCHIVE_UNREADABLE', folder, error)
  }
}

/** What a file of an archive is sealed under: its archive and its table, so that none opens in another's place. */
export const contextOf = (id: string, table: HistoryTable): string => `archive ${id} ${table}`
