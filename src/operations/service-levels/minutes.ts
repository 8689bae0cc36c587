import type { Clock, Database, Metrics, Randomness } from '../../platform/index.ts'
import { type CountedMinute, keepProcess, type ProcessLoop } from './store.ts'

const MINUTE_MS = 60_000
/** While the database is away counts are kept for so many minutes; what is older is given up. */
const KEPT_MINUTES = 1440
/** A process that wrote within this time was there in between. */
const THERE_MS = 2.5 * MINUTE_MS

/** The doors look-ups come through. */
export type Door = 'fhir' | 'hl7v3' | 'portal'

/** What one process counts, to be written once a minute. */
export type Minutes = {
  /** A valid look-up: good when its answer was right and came within two seconds (trust.md T-20). */
  lookUp(door: Door, isGood: boolean): void
  /** A round of a loop, how it ended, and how often it turns. */
  round(name: string, everyMs: number, outcome: 'ended' | 'failed'): void
  /** Writes what was counted since it was last written, and that the process is there: one statement. */
  write(db: Database): Promise<void>
}

type MinutesDeps = {
  readonly role: string
  readonly clock: Clock
  readonly randomness: Randomness
  readonly metrics: Metrics
}

/** Opens the counts of a process. Counting does nothing but add in memory; only `write` reaches the database. */
export function openMinutes({ role, clock, randomness, metrics }: MinutesDeps): Minutes {
  const processId = randomness.uuid()
  const startedAt = clock.now()
  const counted = new Map<string, CountedMinute>()
  const loops = new Map<string, ProcessLoop>()
  let writtenAt: Date | undefined

  const add = (measure: string, at: Date, isGood: boolean) => {
    const minute = minuteOf(at)
    const key = `${minute.getTime()} ${measure}`
    const before = counted.get(key) ?? { minute, measure, valid: 0, good: 0 }
    counted.set(key, { ...before, valid: before.valid + 1, good: before.good + (isGood ? 1 : 0) })
  }
  return {
    lookUp: (door, isGood) => add(`look-ups-${door}`, clock.now(), isGood),
    round(name, everyMs, outcome) {
      const before = loops.get(name)
      const at = clock.now()
      const ended = outcome === 'ended' ? { endedAt: at.toISOString() } : before?.endedAt && { endedAt: before.endedAt }
      loops.set(name, { everyMs, failures: outcome === 'ended' ? 0 : (before?.failures ?? 0) + 1, ...ended })
      if (outcome === 'ended') metrics.level(`loop-ended-${name.replaceAll(' ', '-')}`, at.getTime() / 1000)
    },
    async write(db) {
      const now = clock.now()
      const there = writtenAt && now.getTime() - writtenAt.getTime() < THERE_MS ? writtenAt : now
      for (let at = minuteOf(there).getTime(); at <= now.getTime(); at += MINUTE_MS)
        counted.set(`${at} up`, { minute: new Date(at), measure: `up-${role}`, valid: 1, good: 1 })
      dropOldest(counted, now)
      const rows = [...counted.values()]
      await keepProcess(db, {
        processId,
        role,
        startedAt,
        seenAt: now,
        loops: Object.fromEntries(loops),
        minutes: rows,
      })
      writtenAt = now
      const current = minuteOf(now).getTime()
      for (const row of rows) {
        const key = `${row.minute.getTime()} ${row.measure.startsWith('up-') ? 'up' : row.measure}`
        // What was counted while it was being written is written the next time.
        if (row.minute.getTime() < current && counted.get(key) === row) counted.delete(key)
      }
    },
  }
}

function minuteOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
}

function dropOldest(counted: Map<string, CountedMinute>, now: Date): void {
  const oldest = now.getTime() - KEPT_MINUTES * MINUTE_MS
  for (const [key, { minute }] of counted) if (minute.getTime() < oldest) counted.delete(key)
}
