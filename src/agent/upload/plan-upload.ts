import { type Database, dayInEngland } from '../../platform/index.ts'
import { type CheckedExtract, checkExtract } from '../checks/index.ts'
import { type AwaitedChild, awaitedChildren } from '../desired/births.ts'
import { type Due, dueOf, goes } from '../desired/due.ts'
import type { KnownRecord } from '../desired/known-record.ts'
import { missingRecords } from '../desired/missing.ts'
import { printContact } from '../desired/prints.ts'
import { lastTime, readHeldNumbers, readKnown } from '../desired/store.ts'
import { tooManyEnds, type Volume } from '../desired/volume.ts'
import type { Draft } from '../extract/draft.ts'
import { type ExtractRow, readExtract } from '../extract/extract.ts'
import type { AgentDeps } from '../ports.ts'
import { releasedKeys } from '../work/store.ts'

/** `auto`: everything live once a week, else what changed (local-authority.md 5.7). */
export type WishedMode = 'auto' | 'delta' | 'full'

/** What an extract would send, and all that follows from it; nothing is stored yet. */
export type PlannedUpload = {
  readonly at: Date
  readonly mode: 'delta' | 'full'
  readonly checked: CheckedExtract
  readonly send: readonly Draft[]
  readonly unchanged: number
  readonly waiting: number
  /** How many records go, or stay, for each reason. */
  readonly dues: Readonly<Partial<Record<Due, number>>>
  readonly vanished: readonly KnownRecord[]
  readonly renumbered: readonly KnownRecord[]
  readonly awaited: readonly AwaitedChild[]
  readonly tooMany?: Volume
}

const FULL_EVERY_MS = 7 * 86_400_000

/**
 * Compares what the extract says with what was last acknowledged (local-authority.md 8.3). Throws
 * AGENT_EXTRACT_UNREADABLE.
 */
export async function planUpload(
  deps: AgentDeps,
  { file, mode: wished = 'auto' }: { readonly file: string; readonly mode?: WishedMode },
): Promise<PlannedUpload> {
  const { configuration, clock, database } = deps
  const at = clock.now()
  const today = dayInEngland(at)
  const mode = wished === 'auto' ? await modeDue(database, at) : wished
  const known = await readKnown(database)
  const checked = checkExtract(await rowsOf(deps, file), configuration, {
    today,
    held: await readHeldNumbers(database),
  })
  const awaited = awaitedChildren(checked.records, known)
  const released = await releasedKeys(database, 'birth')
  const stay = new Set(awaited.filter(({ draft }) => !released.has(`birth ${draft.personId}`)).map(one => one.draft))
  const contact = printContact(configuration.authority)
  const dues = checked.records.map(draft => dueOf(draft, { known, contact, at, today, mode }))
  const send = checked.records.filter((draft, index) => goes(dues[index] as Due) && !stay.has(draft))
  const tooMany = tooManyEnds(send, { known, today, limit: configuration.volumeGuard })
  const unchanged = dues.filter(due => due === 'unchanged').length
  return {
    ...{ at, mode, checked, send, unchanged, awaited },
    waiting: checked.records.length - send.length - unchanged,
    dues: counted(dues),
    ...missingRecords(known, checked.drafts),
    ...(tooMany && { tooMany }),
  }
}

async function modeDue(database: Database, at: Date): Promise<'delta' | 'full'> {
  const last = await lastTime(database, 'full')
  return last === undefined || at.getTime() - last.getTime() >= FULL_EVERY_MS ? 'full' : 'delta'
}

async function rowsOf({ configuration }: AgentDeps, file: string): Promise<ExtractRow[]> {
  const rows: ExtractRow[] = []
  for await (const row of readExtract(file, configuration.mapping)) rows.push(row)
  return rows
}

function counted(dues: readonly Due[]): Partial<Record<Due, number>> {
  const counts: Partial<Record<Due, number>> = {}
  for (const due of dues) counts[due] = (counts[due] ?? 0) + 1
  return counts
}
