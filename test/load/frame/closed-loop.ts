import { quantile } from './median.ts'

/** The figures of a pass of calls. */
export type CallFigures = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number }

export type Loop = { readonly clients: number; readonly seconds: number; readonly signal: AbortSignal }

/**
 * So many callers for so many seconds, each calling again when it has its answer. A call that fails ends the pass and
 * is thrown: figures of a faulty run are worth nothing.
 */
export async function closedLoop(loop: Loop, call: () => Promise<void>): Promise<CallFigures & { calls: number }> {
  const took: number[] = []
  const start = performance.now()
  const end = start + loop.seconds * 1000
  const caller = async () => {
    for (let before = performance.now(); before < end; ) {
      loop.signal.throwIfAborted()
      await call()
      const after = performance.now()
      took.push(after - before)
      before = after
    }
  }
  await Promise.all(Array.from({ length: loop.clients }, caller))
  const seconds = (performance.now() - start) / 1000
  took.sort((a, b) => a - b)
  return {
    calls: took.length,
    perSecond: took.length / seconds,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
  }
}
