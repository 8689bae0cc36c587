import { isDatabaseFault } from './database.ts'

/** Reads for many keys in one statement: one value for each key, in their order. */
export type ReadMany<Source, Key, Value> = (source: Source, keys: readonly Key[]) => Promise<readonly Value[]>

/** So many reads of one kind are on their way at a time: one that hangs does not hold up all who ask. */
const ON_THE_WAY = 2
/** The most keys of one read. */
const AT_ONCE = 64

type Asker<Key, Value> = { readonly key: Key; resolve(value: Value): void; reject(error: unknown): void }
type Queue<Key, Value> = { readonly waiting: Asker<Key, Value>[]; onTheWay: number }

/**
 * Gathers reads that are wanted at the same time: those wanted in one turn of the event loop go together, and so do
 * those wanted while as many as may are on their way. Nobody joins a read that has begun, so what was committed before somebody asked is in what they get.
 * A read that fails for its values (not for the database) is done again for each alone, so that nobody's odd value is
 * another's failure. `Source` is what is read from, as a pool; each has a queue of its own.
 */
export function gatheredReads<Source extends object, Key, Value>(
  readMany: ReadMany<Source, Key, Value>,
): (source: Source, key: Key) => Promise<Value> {
  const queues = new WeakMap<Source, Queue<Key, Value>>()
  return (source, key) =>
    new Promise((resolve, reject) => {
      let queue = queues.get(source)
      if (queue === undefined) {
        queue = { waiting: [], onTheWay: 0 }
        queues.set(source, queue)
      }
      queue.waiting.push({ key, resolve, reject })
      const { waiting } = queue
      // After the requests that came in the same turn have been taken in.
      if (waiting.length === 1) setImmediate(readNext, source, queue, readMany)
    })
}

function readNext<Source, Key, Value>(
  source: Source,
  queue: Queue<Key, Value>,
  readMany: ReadMany<Source, Key, Value>,
): void {
  if (queue.onTheWay >= ON_THE_WAY || queue.waiting.length === 0) return
  const askers = queue.waiting.splice(0, AT_ONCE)
  queue.onTheWay += 1
  readFor(source, askers, readMany).finally(() => {
    queue.onTheWay -= 1
    readNext(source, queue, readMany)
  })
}

/** Never rejects: each asker is told. */
async function readFor<Source, Key, Value>(
  source: Source,
  askers: readonly Asker<Key, Value>[],
  readMany: ReadMany<Source, Key, Value>,
): Promise<void> {
  try {
    const values = await readMany(
      source,
      askers.map(asker => asker.key),
    )
    askers.forEach((asker, place) => {
      asker.resolve(values[place] as Value)
    })
  } catch (error) {
    if (askers.length > 1 && !isDatabaseFault(error))
      await Promise.all(askers.map(asker => readFor(source, [asker], readMany)))
    else for (const asker of askers) asker.reject(error)
  }
}
