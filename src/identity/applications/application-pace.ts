import type { Clock, Database, Log } from '../../platform/index.ts'
import { addToPace } from './store.ts'

/** True when an application may ask once more in the second that runs; what is asked is then counted. */
export type ApplicationPace = (clientId: string) => boolean | Promise<boolean>

export type PaceDeps = {
  /** Under the role `cpis_identity`. */
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** The most requests of one application in a second, of all processes together. */
  readonly perSecond: number
}

/** A process tells the others of its requests when there are so many: a twentieth of what is allowed. */
const TOLD_PART = 20
/** The others are waited for no longer; then this process goes by what it knows. */
const WAIT_MS = 250

type Count = {
  second: number
  /** Let through by this process in that second. */
  own: number
  /** Of these, how many the others know of, and how many they have not been told of. */
  told: number
  untold: number
  /** Let through by the others, as far as they told. */
  others: number
  telling: Promise<void> | undefined
}

/**
 * Counts the requests of each application in a second over all processes, without a statement for each: a process tells
 * the others, by one row of PostgreSQL, whenever it let a twentieth of the limit through, and asks on meanwhile. None is
 * refused before the limit is reached; what passes beyond it is at most a tenth of the limit for each process (two requests
 * where a tenth is less). When PostgreSQL does not answer, or the clocks of two processes show another second, each goes by its own count: a count
 * that cannot be had refuses nobody (decision 76). `waitMs` is for tests.
 */
export function openApplicationPace(deps: PaceDeps, waitMs = WAIT_MS): ApplicationPace {
  const { clock, perSecond } = deps
  const batch = Math.max(1, Math.floor(perSecond / TOLD_PART))
  const counts = new Map<string, Count>()
  const countOf = (clientId: string): Count => {
    const second = Math.floor(clock.now().getTime() / 1000)
    const known = counts.get(clientId)
    if (known?.second === second) return known
    const fresh: Count = { second, own: 0, told: 0, untold: 0, others: 0, telling: undefined }
    counts.set(clientId, fresh)
    return fresh
  }
  const takeOne = (clientId: string, count: Count): boolean => {
    if (count.own + count.others >= perSecond) return false
    count.own += 1
    count.untold += 1
    if (count.untold >= batch) count.telling ??= tell(deps, clientId, count)
    return true
  }
  const mustWait = ({ untold, telling }: Count) => untold >= 2 * batch && telling !== undefined
  const whenTold = async (clientId: string): Promise<boolean> => {
    const waited = pause(waitMs)
    let isLate = false
    waited.then(() => {
      isLate = true
    })
    while (!isLate && mustWait(countOf(clientId))) await Promise.race([countOf(clientId).telling, waited])
    return takeOne(clientId, countOf(clientId))
  }
  return clientId => {
    const count = countOf(clientId)
    return mustWait(count) ? whenTold(clientId) : takeOne(clientId, count)
  }
}

/** Tells the others what they have not been told of a second, and learns what they let through. */
async function tell({ db, log }: PaceDeps, clientId: string, count: Count): Promise<void> {
  const times = count.untold
  try {
    const total = await addToPace(db, { clientId, second: count.second, times })
    if (total === undefined) return
    count.told += times
    count.others = total - count.told
  } catch (error) {
    log.warn({ err: error }, 'requests are counted by each process alone')
  } finally {
    count.untold -= times
    count.telling = undefined
  }
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
