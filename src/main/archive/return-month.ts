import path from 'node:path'
import { type Database, monthsAway, refusal, writeAudit } from '../../platform/index.ts'
import { loadRows } from '../backup/load-rows.ts'
import { readSealed } from '../backup/sealed-lines.ts'
import { type ArchiveManifest, contextOf, readArchiveManifest } from './archive-manifest.ts'
import type { ArchiveDeps } from './archive-month.ts'
import { archiveErrors } from './errors.ts'
import { changingHistory, type Month, partitionOf, readMonth } from './month.ts'

/**
 * Puts an archived month back into the history, whole or not at all, so that `cpis audit verify` holds it against the
 * chain again; the folder stays as it is. Throws ARCHIVE_UNREADABLE, ARCHIVE_NOT_AWAY, ARCHIVE_BUSY.
 */
export async function returnMonth(
  deps: ArchiveDeps,
  { folder, operator }: { readonly folder: string; readonly operator: string },
): Promise<ArchiveManifest> {
  const manifest = readArchiveManifest(folder, deps.keyring)
  const month = readMonth(manifest.month)
  await changingHistory(deps.owner, async tx => {
    await takeOffList(tx, manifest)
    for (const table of manifest.tables) {
      const place = { file: path.join(folder, table.file), context: contextOf(manifest.id, table.name) }
      await putBack(tx, { month, table, lines: opened(readSealed({ ...place, keyring: deps.keyring }, table), folder) })
    }
    await writeAudit(tx, {
      entryId: deps.randomness.uuid(),
      at: deps.clock.now(),
      action: 'archive',
      outcome: 'returned',
      channel: 'administration',
      requestId: manifest.id,
      asker: { userId: operator },
      detail: { month: month.month, away: await monthsAway(tx) },
    })
  })
  return manifest
}

async function takeOffList(tx: Database, { id, month }: ArchiveManifest): Promise<void> {
  const away = await tx.query({
    text: 'delete from audit.archived_month where month = $1 and archive_id = $2 returning 1',
    values: [month, id],
  })
  if (away.length === 0) throw refusal(archiveErrors, 'ARCHIVE_NOT_AWAY', month)
}

type Returning = {
  readonly month: Month
  readonly table: ArchiveManifest['tables'][number]
  readonly lines: AsyncIterable<string>
}

async function putBack(tx: Database, { month, table: { name }, lines }: Returning): Promise<void> {
  const partition = partitionOf(name, month)
  await tx.query({ text: `create table ${partition} (like ${name} including all)` })
  await loadRows(tx, partition, lines)
  await tx.query({
    text: `alter table ${name} attach partition ${partition} for values from ('${month.from}') to ('${month.to}')`,
  })
}

async function* opened(lines: AsyncIterable<string>, folder: string): AsyncIterable<string> {
  try {
    yield* lines
  } catch (error) {
    throw refusal(archiveErrors, 'ARCHIVE_UNREADABLE', folder, error)
  }
}
