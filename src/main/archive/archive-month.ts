import fs from 'node:fs'
import path from 'node:path'
import {
  type Clock,
  type Database,
  isRefusal,
  type Keyring,
  monthsAway,
  type Randomness,
  refusal,
  verifyAudit,
  writeAudit,
} from '../../platform/index.ts'
import { rowsOf } from '../backup/make-backup.ts'
import { writeSealed } from '../backup/sealed-lines.ts'
import { type ArchiveManifest, contextOf, writeArchiveManifest } from './archive-manifest.ts'
import { archiveErrors } from './errors.ts'
import { changingHistory, HISTORY, type Month, partitionOf, readMonth } from './month.ts'

export type ArchiveDeps = {
  /** The owner of the tables. */
  readonly owner: Database
  /** Under the auditor's role, on the same database. */
  readonly auditor: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly randomness: Randomness
}

/** A month is archived when it is over for so many months: nothing is written into it any more. */
const OVER_FOR_MONTHS = 3

/**
 * Takes a month of the history out of the database into a new sealed folder, after the whole history was found to be as
 * it was written. The folder is on disk before the month leaves, and the chain of the audit says that it left; the 25
 * newest accesses of each child go on being shown. Throws ARCHIVE_MONTH_INVALID, ARCHIVE_TOO_YOUNG,
 * ARCHIVE_MONTH_NOT_THERE, ARCHIVE_FOLDER_TAKEN, ARCHIVE_NOT_AS_WRITTEN, ARCHIVE_BUSY.
 */
export async function archiveMonth(
  deps: ArchiveDeps,
  { month: text, folder, operator }: { readonly month: string; readonly folder: string; readonly operator: string },
): Promise<ArchiveManifest> {
  const month = readMonth(text)
  if (Date.parse(month.to) > monthsAgo(deps.clock.now(), OVER_FOR_MONTHS))
    throw refusal(archiveErrors, 'ARCHIVE_TOO_YOUNG', text)
  await refuseAbsent(deps.owner, month)
  if (fs.existsSync(folder)) throw refusal(archiveErrors, 'ARCHIVE_FOLDER_TAKEN', folder)
  const { problemCount } = await verifyAudit({ ...deps, db: deps.auditor })
  if (problemCount > 0) throw refusal(archiveErrors, 'ARCHIVE_NOT_AS_WRITTEN', `${problemCount} problems`)
  try {
    return await changingHistory(deps.owner, async tx => {
      const manifest = await writeArchive(deps, tx, { month, folder })
      await takeOut(deps, tx, { month, manifest, operator })
      return manifest
    })
  } catch (error) {
    // After any other failure the month may have left: then this folder is all there is of it.
    if (isRefusal(error)) fs.rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

function monthsAgo(now: Date, months: number): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1)
}

async function refuseAbsent(owner: Database, month: Month): Promise<void> {
  const there = await owner.query({
    text: 'select from pg_inherits where inhrelid = any(array[to_regclass($1), to_regclass($2)]::oid[])',
    values: HISTORY.map(table => partitionOf(table, month)),
  })
  if (there.length < HISTORY.length) throw refusal(archiveErrors, 'ARCHIVE_MONTH_NOT_THERE', month.month)
}

async function writeArchive(
  { clock, randomness, keyring }: ArchiveDeps,
  tx: Database,
  { month, folder }: { readonly month: Month; readonly folder: string },
): Promise<ArchiveManifest> {
  const id = randomness.uuid()
  const beside = `${folder}.unfinished`
  fs.rmSync(beside, { recursive: true, force: true })
  fs.mkdirSync(beside, { recursive: true, mode: 0o700 })
  const tables = []
  for (const name of HISTORY) {
    const partition = partitionOf(name, month)
    await tx.query({ text: `lock table ${partition} in exclusive mode` })
    const place = { file: path.join(beside, name), context: contextOf(id, name), keyring }
    tables.push({ name, file: name, ...(await writeSealed(rowsOf(tx, { name: partition, key: 't' }), place)) })
  }
  const manifest = { id, month: month.month, at: clock.now().toISOString(), tables }
  writeArchiveManifest(beside, manifest, keyring)
  fs.renameSync(beside, folder)
  return manifest
}

type Leaving = { readonly month: Month; readonly manifest: ArchiveManifest; readonly operator: string }

async function takeOut(
  { clock, randomness }: ArchiveDeps,
  tx: Database,
  { month, manifest, operator }: Leaving,
): Promise<void> {
  const counts: Record<string, number> = {}
  for (const [name, key] of [
    ['audit.entry', 'entries'],
    ['lookup.access', 'accesses'],
  ] as const) {
    const partition = partitionOf(name, month)
    const [row] = await tx.query<{ linked: number; before: number }>({
      text: `select count(*) filter (where linked) as linked, count(*) filter (where not linked) as before from ${partition}`,
    })
    counts[key] = row?.linked ?? 0
    counts[`${key}BeforeChain`] = row?.before ?? 0
    await tx.query({ text: `alter table ${name} detach partition ${partition}` })
    await tx.query({ text: `drop table ${partition}` })
  }
  const at = clock.now()
  await tx.query({
    text: `insert into audit.archived_month (month, archive_id, entries, accesses, entries_before_chain,
        accesses_before_chain, archived_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      month.month,
      manifest.id,
      counts['entries'],
      counts['accesses'],
      counts['entriesBeforeChain'],
      counts['accessesBeforeChain'],
      at,
    ],
  })
  await writeAudit(tx, {
    entryId: randomness.uuid(),
    at,
    action: 'archive',
    outcome: 'away',
    channel: 'administration',
    requestId: manifest.id,
    asker: { userId: operator },
    detail: { month: month.month, ...counts, away: await monthsAway(tx) },
  })
}
