import { type Database, dayInEngland } from '../../platform/index.ts'
import { type Batch, batchesOf } from '../checks/batches.ts'
import { type CheckedExtract, checkExtract, type Finding, type HeldNumbers } from '../checks/index.ts'
import { type AwaitedChild, awaitedChildren, bornChildIds } from '../desired/births.ts'
import { type Due, type DueContext, dueOf, goes } from '../desired/due.ts'
import type { KnownRecord } from '../desired/known-record.ts'
import { isNumberSeen, missingAmong, noteSeen, type Seen } from '../desired/missing.ts'
import { printContact } from '../desired/prints.ts'
import { countLive, lastTime, liveRecords, readHeldNumbers, readKnownOf, takenChildren } from '../desired/store.ts'
import { endsOf, type Volume, volumeOf } from '../desired/volume.ts'
import type { Draft } from '../extract/draft.ts'
import type { AgentDeps } from '../ports.ts'
import { refusedNumbers, releasedKeys } from '../work/store.ts'
import { numberOf } from './build-upload.ts'
import { isFullUnfinished } from './newest-run.ts'

/** `auto`: everything live once a week, else what changed (local-authority.md 5.7). */
export type WishedMode = 'auto' | 'delta' | 'full'

/** An extract to compare; `onRow` hears how many rows were read so far. */
export type WishedUpload = {
  readonly file: string
  readonly mode?: WishedMode
  readonly onRow?: (rows: number) => void
}

/** What an extract would send, and all that follows from it. */
export type PlannedUpload = {
  readonly at: Date
  readonly mode: 'delta' | 'full'
  /** True where a full round begins with it, false where it goes on with one. */
  readonly beginsFull: boolean
  readonly checked: Pick<CheckedExtract, 'rows' | 'heldBack' | 'nothingToShare' | 'findings'>
  /** NHS numbers of refusals that stand, and that the extract no longer holds. */
  readonly goneNumbers: readonly string[]
  readonly send: readonly Draft[]
  /** Records that would go and have no room in this file: they go with the next. */
  readonly left: number
  readonly unchanged: number
  readonly waiting: number
  /** How many records go, or stay, for each reason. */
  readonly dues: Readonly<Partial<Record<Due, number>>>
  readonly vanished: readonly KnownRecord[]
  readonly renumbered: readonly KnownRecord[]
  readonly awaited: readonly AwaitedChild[]
  readonly tooMany?: Volume
}

/** Told of each batch of checked records while the extract is read. */
export type OnRecords = (records: readonly Draft[], at: Date) => Promise<void>

const FULL_EVERY_MS = 7 * 86_400_000

/** Half of what the largest authority has (local-authority.md 13): some 6 MB of a file, far below what MESH takes whole. */
export const MOST_RECORDS = 5_000

/**
 * Compares what the extract says with what was last acknowledged (local-authority.md 8.3), batch by batch: 200,000 rows
 * take less than 200 MB. Throws AGENT_EXTRACT_UNREADABLE.
 */
export async function planUpload(
  deps: Pick<AgentDeps, 'configuration' | 'clock' | 'database'>,
  wish: WishedUpload,
  onRecords: OnRecords = async () => {},
): Promise<PlannedUpload> {
  const planning = await beginPlanning(deps, wish.mode ?? 'auto')
  for await (const batch of batchesOf(wish.file, deps.configuration.mapping, wish.onRow)) {
    const records = await planBatch(deps, planning, batch)
    await onRecords(records, planning.at)
  }
  return endPlanning(deps, planning)
}

type Planning = Omit<DueContext, 'known'> & {
  readonly beginsFull: boolean
  readonly held: HeldNumbers
  readonly released: ReadonlySet<string>
  readonly seen: Seen
  readonly sums: { rows: number; heldBack: number; nothingToShare: number; records: number; left: number }
  readonly findings: Finding[]
  readonly send: Draft[]
  readonly dues: Partial<Record<Due, number>>
  readonly ends: string[]
  readonly awaited: AwaitedChild[]
}

async function beginPlanning(
  { configuration, clock, database }: Pick<AgentDeps, 'configuration' | 'clock' | 'database'>,
  wished: WishedMode,
): Promise<Planning> {
  const at = clock.now()
  return {
    ...{ at, today: dayInEngland(at), ...(await modeOf(database, wished, at)) },
    contact: printContact(configuration.authority),
    held: await readHeldNumbers(database),
    released: await releasedKeys(database, 'birth'),
    seen: { keys: new Set(), numbersOfPerson: new Map() },
    sums: { rows: 0, heldBack: 0, nothingToShare: 0, records: 0, left: 0 },
    ...{ findings: [], send: [], dues: {}, ends: [], awaited: [] },
  }
}

/** A full round that did not fit one file goes on with the next. */
async function modeOf(database: Database, wished: WishedMode, at: Date) {
  const began = await lastTime(database, 'full')
  if (wished === 'auto' && began !== undefined && (await isFullUnfinished(database)))
    return { mode: 'full', fullSince: began, beginsFull: false } as const
  const isDue = began === undefined || at.getTime() - began.getTime() >= FULL_EVERY_MS
  const mode = wished === 'auto' ? (isDue ? 'full' : 'delta') : wished
  return { mode, fullSince: at, beginsFull: mode === 'full' } as const
}

async function planBatch(
  { configuration, database }: Pick<AgentDeps, 'configuration' | 'database'>,
  planning: Planning,
  { rows, sharedNumbers }: Batch,
): Promise<readonly Draft[]> {
  const { today, held, released } = planning
  const checked = checkExtract(rows, configuration, { today, held, sharedNumbers })
  const { records, drafts } = checked
  const known = await readKnownOf(database, drafts.map(numberOf))
  const taken = await takenChildren(database, bornChildIds(records))
  const awaited = awaitedChildren(records, { known, taken })
  const stay = new Set(awaited.flatMap(({ draft }) => (released.has(`birth ${draft.personId}`) ? [] : [draft])))
  noteSeen(planning.seen, drafts, known)
  noteChecked(planning, checked)
  planning.awaited.push(...awaited)
  for (const draft of records) {
    const due = dueOf(draft, { ...planning, known })
    planning.dues[due] = (planning.dues[due] ?? 0) + 1
    if (!goes(due) || stay.has(draft)) continue
    planning.ends.push(...endsOf(draft, { known, today }))
    if (planning.send.length < MOST_RECORDS) planning.send.push(draft)
    else planning.sums.left += 1
  }
  return records
}

function noteChecked({ sums, findings }: Planning, checked: CheckedExtract): void {
  sums.rows += checked.rows
  sums.heldBack += checked.heldBack
  sums.nothingToShare += checked.nothingToShare
  sums.records += checked.records.length
  // What is about the authority is said by each batch, and once is enough.
  for (const finding of checked.findings) if (finding.row !== undefined || findings.length === 0) findings.push(finding)
}

async function endPlanning(
  { configuration, database }: Pick<AgentDeps, 'configuration' | 'database'>,
  planning: Planning,
): Promise<PlannedUpload> {
  const { at, mode, beginsFull, sums, findings, send, dues, ends, awaited, seen } = planning
  const { rows, heldBack, nothingToShare, records, left } = sums
  const tooMany = volumeOf(ends, { live: await countLive(database), limit: configuration.volumeGuard })
  const unchanged = dues.unchanged ?? 0
  return {
    ...{ at, mode, beginsFull, send, left, dues, awaited, unchanged },
    checked: { rows, heldBack, nothingToShare, findings: findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)) },
    goneNumbers: (await refusedNumbers(database)).filter(number => !isNumberSeen(seen, number)),
    waiting: records - send.length - left - unchanged,
    ...(await missingAmong(liveRecords(database), seen)),
    ...(tooMany && { tooMany }),
  }
}
