import assert from 'node:assert/strict'

/** Tells the story on standard output, and holds each step against what it must be. */
export type Narrator = {
  chapter(title: string): void
  say(text: string): void
  /** Checks a step; throws when what was found is not what must be. */
  check(what: string, found: unknown, expected: unknown): void
}

export function narrator(write: (line: string) => void): Narrator {
  let chapters = 0
  return {
    chapter(title) {
      chapters += 1
      write(`\n${chapters}. ${title}`)
    },
    say(text) {
      for (const line of text.split('\n')) write(line === '' ? '' : `   ${line}`)
    },
    check(what, found, expected) {
      assert.deepEqual(found, expected, what)
      write(`   ✔ ${what}`)
    },
  }
}

/** Looks again every 25 ms until something is there; throws when it is not after `withinMs`. */
export async function eventually<Found>(
  what: string,
  withinMs: number,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const rounds = Math.ceil(withinMs / 25)
  for (let round = 0; round < rounds; round += 1) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`${what}: not within ${withinMs} ms`)
}
