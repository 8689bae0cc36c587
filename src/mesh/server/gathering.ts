import { isDatabaseFault } from '../../platform/index.ts'

export type Gathering<Item, Outcome> = {
  /** Does all of these in one go; outcomes in the order of the items. Whole or not at all. */
  readonly run: (items: readonly Item[]) => Promise<readonly Outcome[]>
  /** Two items of one key are never done in the same go. */
  readonly keyOf: (item: Item) => string
}

type Waiting<Item, Outcome> = {
  readonly item: Item
  readonly key: string
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** Most items in one go; each may carry a body of 64 KB. */
const MOST = 64
/** A server that never comes to rest begins after so many turns of its event loop. */
const MOST_TURNS = 6

/**
 * Does together what comes in turns of the event loop that follow one another, and what comes while that is under way
 * when it has ended. A statement and its commit cost several times what one more item in it costs, so a busy server
 * does more with less; an idle one waits for one turn, which takes microseconds.
 */
export function openGathering<Item, Outcome>({ run, keyOf }: Gathering<Item, Outcome>) {
  let waiting: Waiting<Item, Outcome>[] = []
  let isRunning = false

  async function runAll(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      await untilNobodyComes()
      const [now, later] = firstOfEachKey(waiting)
      waiting = later
      await runTogether(now)
    }
    isRunning = false
  }

  async function untilNobodyComes(): Promise<void> {
    for (let turn = 0, before = 0; turn < MOST_TURNS && waiting.length > before && waiting.length < MOST; turn += 1) {
      before = waiting.length
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  async function runTogether(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await run(group.map(one => one.item))
      for (const [place, one] of group.entries()) one.resolve(outcomes[place] as Outcome)
    } catch (error) {
      // A deadlock, or one item the database does not take: the others need not suffer for it.
      const isShared = group.length > 1 && (!isDatabaseFault(error) || isDeadlock(error))
      if (!isShared) for (const one of group) one.reject(error)
      else for (const one of group) await runTogether([one])
    }
  }

  return (item: Item): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, key: keyOf(item), resolve, reject })
      if (!isRunning) void runAll()
    })
}

function firstOfEachKey<Item, Outcome>(waiting: readonly Waiting<Item, Outcome>[]) {
  const keys = new Set<string>()
  const now: Waiting<Item, Outcome>[] = []
  const later: Waiting<Item, Outcome>[] = []
  for (const one of waiting) {
    const fits = now.length < MOST && !keys.has(one.key)
    keys.add(one.key)
    ;(fits ? now : later).push(one)
  }
  return [now, later] as const
}

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown }).code === '40P01'
}
