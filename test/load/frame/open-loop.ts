export type OpenLoop = { readonly perSecond: number; readonly seconds: number; readonly signal: AbortSignal }

/**
 * Calls at a fixed rate, each at its planned moment whether those before are answered or not; how long each answer took
 * from its planned moment, in milliseconds, ascending. A call that fails ends the loop and is thrown.
 */
export async function openLoop({ perSecond, seconds, signal }: OpenLoop, call: () => Promise<void>): Promise<number[]> {
  const start = performance.now()
  const count = Math.round(perSecond * seconds)
  const took: number[] = []
  const asking: Promise<void>[] = []
  for (let place = 0; place < count; place += 1) {
    signal.throwIfAborted()
    const planned = start + (place * 1000) / perSecond
    const wait = planned - performance.now()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    const answered = call().then(() => void took.push(performance.now() - planned))
    // Heard of at the end with all others; until then nobody listens.
    answered.catch(() => {})
    asking.push(answered)
  }
  await Promise.all(asking)
  return took.sort((a, b) => a - b)
}
