/** Where an acknowledgement's XPath leads: to the n-th `message` of the answer, or the n-th record of the upload. */
export type RecordLocation = { readonly into: 'message' | 'upload'; readonly index: number }

// The index behind `record` or `message`, however the step is spelled: hl7:record[3], *[local-name()='record'][3].
const NAMED_STEP = /(?:^|[/:'"])(record|message)['"]?\s*\]?\s*\[\s*(?:position\(\)\s*=\s*)?(\d{1,9})\s*\]/g
const ANY_STEP = /\[\s*(?:position\(\)\s*=\s*)?(\d{1,9})\s*\]/g

/**
 * Reads a location whose national form is unknown (hl7v3.md 4.2): the index of the step `record` or `message`; without
 * such a step the last positional index, taken to be a place in the upload.
 */
export function readLocation(xpath: string): RecordLocation | undefined {
  const [, step, index] = [...xpath.matchAll(NAMED_STEP)].at(-1) ?? []
  if (index !== undefined) return { into: step === 'message' ? 'message' : 'upload', index: Number(index) }
  const last = [...xpath.matchAll(ANY_STEP)].at(-1)?.[1]
  return last === undefined ? undefined : { into: 'upload', index: Number(last) }
}

/**
 * The position in the upload for each location. Messages stand in the order of the records; a record located in the
 * upload while others are located in the answer is one that was not echoed, so the count of messages skips it.
 * `undefined` where there is no location or it leads past the records processed.
 */
export function readPositions(
  locations: readonly (RecordLocation | undefined)[],
  processed: number,
): (number | undefined)[] {
  const notEchoed = locations.filter(each => each?.into === 'upload').map(each => each?.index ?? 0)
  const skipped = [...new Set(notEchoed)].sort((one, other) => one - other)
  return locations.map(location => {
    if (location === undefined) return undefined
    const position = location.into === 'upload' ? location.index : skipping(location.index, skipped)
    return position >= 1 && (processed < 0 || position <= processed) ? position : undefined
  })
}

function skipping(index: number, skipped: readonly number[]): number {
  let position = index
  for (const each of skipped) {
    if (each > position) break
    position += 1
  }
  return position
}
