/** Looks again every few milliseconds until something is there; throws when it is not after `withinMs`. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
  { withinMs = 15_000, everyMs = 10 } = {},
): Promise<Found> {
  for (const deadline = Date.now() + withinMs; ; ) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await pause(everyMs)
  }
}

export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
