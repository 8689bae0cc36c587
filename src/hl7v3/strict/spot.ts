/**
 * Where a message leaves the strict form, and how. The place is a path of element names, the line that of the element's
 * tag; no text of the file is in either.
 */
export type Deviation = { readonly line: number; readonly place: string; readonly sentence: string }

/** A file wrong in every record is not worth more lines than this. */
const MOST_DEVIATIONS = 100

/** A place in the message that deviations are reported of. Its path is made only when one is: most messages have none. */
export type Spot = {
  report(sentence: string, line?: number): void
  at(step: () => string, line: number): Spot
}

export function spot(placeOf: () => string, line: number, deviations: Deviation[]): Spot {
  return {
    report(sentence, ofLine = line) {
      if (deviations.length < MOST_DEVIATIONS) deviations.push({ line: ofLine, place: placeOf(), sentence })
    },
    at: (step, ofLine) => spot(() => `${placeOf()}/${step()}`, ofLine, deviations),
  }
}

/** Names each child with its number among those of its name, as an XPath has it. */
export function stepNumbers(): (name: string) => string {
  const counts = new Map<string, number>()
  return name => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return `${name}[${count}]`
  }
}
