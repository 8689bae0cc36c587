import { personIdOf } from '../extract/draft.ts'
import { type ExtractRow, readExtract } from '../extract/extract.ts'
import type { ExtractMapping } from '../extract/mapping.ts'
import { digitsOf } from './finding.ts'

/** Rows of people who are whole within the batch, and the numbers that stand on two people of the whole extract. */
export type Batch = { readonly rows: readonly ExtractRow[]; readonly sharedNumbers: ReadonlySet<string> }

const BATCH_ROWS = 5_000

/**
 * An extract in batches, read twice so that no more than a batch and a list of ids is in memory: 200,000 rows in less
 * than 200 MB. Mothers and unborn children come together in the last batch. Throws AGENT_EXTRACT_UNREADABLE.
 */
export async function* batchesOf(
  file: string,
  mapping: ExtractMapping,
  onRow: (rows: number) => void = () => {},
): AsyncGenerator<Batch> {
  const { rowsLeft, sharedNumbers, together } = await firstReading(file, mapping)
  const begun = new Map<string, ExtractRow[]>()
  const last: ExtractRow[] = []
  let rows: ExtractRow[] = []
  let read = 0
  for await (const row of readExtract(file, mapping)) {
    read += 1
    onRow(read)
    const id = personIdOf(row)
    const left = (rowsLeft.get(id) ?? 1) - 1
    if (left > 0) rowsLeft.set(id, left)
    if (together.has(id)) last.push(row)
    else if (left === 0) {
      rows.push(...(begun.get(id) ?? []), row)
      begun.delete(id)
    } else begun.set(id, [...(begun.get(id) ?? []), row])
    if (rows.length < BATCH_ROWS) continue
    yield { rows, sharedNumbers }
    rows = []
  }
  // A file that changed between the readings leaves some begun; they are checked as far as they were read.
  yield { rows: [...rows, ...[...begun.values()].flat(), ...last], sharedNumbers }
}

async function firstReading(file: string, mapping: ExtractMapping) {
  const rowsLeft = new Map<string, number>()
  const holders = new Map<string, string>()
  const sharedNumbers = new Set<string>()
  const together = new Set<string>()
  for await (const row of readExtract(file, mapping)) {
    const id = personIdOf(row)
    rowsLeft.set(id, (rowsLeft.get(id) ?? 0) + 1)
    const number = digitsOf(row.text.nhsNumber ?? '')
    const holder = holders.get(number)
    if (number !== '' && holder === undefined) holders.set(number, id)
    else if (number !== '' && holder !== id) sharedNumbers.add(number)
    if (row.text.unbornPlanStart === undefined && row.text.unbornPlanEnd === undefined) continue
    together.add(id)
    if (row.text.motherPersonId !== undefined) together.add(row.text.motherPersonId)
  }
  // Most people have one row, and a large extract has very many of them: only the others are remembered.
  return { rowsLeft: new Map([...rowsLeft].filter(([, rows]) => rows > 1)), sharedNumbers, together }
}
