import type { Database, Randomness } from '../../platform/index.ts'

/** The reading of a standby, and the moment it is at least as new as. */
export type Dated<Result> = { readonly result: Result; readonly asOf: Date }

/** What a standby returns with a reading, of the same snapshot: the newest mark of this process it holds. */
export type Marked = { readonly mark: number | null }

/**
 * Tells how old what a standby shows may be. A process writes marks into a row of its own at the primary and remembers
 * when it began to write each: a standby that shows a mark shows all that was acknowledged before that moment, whatever
 * its clock says, whichever primary it follows. Only the steady clock of this process is read.
 */
export type Beacon = {
  /** Whether a reading could be new enough at all; also has the next mark written where it is time. */
  mayBeNew(): boolean
  /** Since when the standby that showed this mark may be behind; `undefined` when that is too long ago, or unknown. */
  asOf(mark: number | null): Date | undefined
  /** Names this process in the standby's reading. */
  readonly processId: string
}

export type BeaconDeps = {
  /** The primary, under the role `cpis_lookup`. */
  readonly db: Database
  readonly randomness: Randomness
  /** Milliseconds of a clock that is never set. */
  readonly steadyNow: () => number
  readonly now: () => Date
  /** A standby may be so many milliseconds behind. */
  readonly lagMs: number
  readonly onFault: (error: unknown) => void
}

/** Marks are written so many times in the length of the bound. */
const MARKS_IN_BOUND = 4

type Mark = { readonly mark: number; readonly begun: number; readonly asOf: Date }

/** Opens the beacon of a process; nothing is written before it is asked. */
export function openBeacon(deps: BeaconDeps): Beacon {
  const { db, steadyNow, now, lagMs } = deps
  const processId = deps.randomness.uuid()
  let marks: Mark[] = []
  let last: Mark | undefined
  /** The newest that is at the primary. */
  let written = 0
  let isWriting = false
  const isNew = ({ begun }: Mark) => steadyNow() - begun <= lagMs
  const write = async () => {
    isWriting = true
    last = { mark: (last?.mark ?? 0) + 1, begun: steadyNow(), asOf: now() }
    try {
      marks = [...marks.filter(isNew), last]
      await writeMark(db, { processId, ...last })
      written = last.mark
    } catch (error) {
      deps.onFault(error)
    } finally {
      isWriting = false
    }
  }
  return {
    processId,
    mayBeNew() {
      if (!isWriting && (last === undefined || steadyNow() - last.begun >= lagMs / MARKS_IN_BOUND)) void write()
      return marks.some(one => one.mark <= written && isNew(one))
    },
    asOf: mark => marks.find(one => one.mark === mark && isNew(one))?.asOf,
  }
}

/** A process that ended a day ago needs its row no longer. */
const KEPT_MS = 24 * 3_600_000

async function writeMark(
  db: Database,
  { processId, mark, asOf }: Mark & { readonly processId: string },
): Promise<void> {
  await db.query({
    name: 'lookup-beacon',
    text: `with forgotten as (delete from lookup.beacon where written_at < $4 and process_id <> $1)
      insert into lookup.beacon (process_id, mark, written_at) values ($1, $2, $3)
      on conflict (process_id) do update set mark = excluded.mark, written_at = excluded.written_at`,
    values: [processId, mark, asOf, new Date(asOf.getTime() - KEPT_MS)],
  })
}
