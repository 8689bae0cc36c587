import type { PlanType } from '../../register/index.ts'
import type { Draft } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { type KnownRecord, type KnownRecords, recordKey } from './known-record.ts'

/** What stands in an extract, kept small: the extract may be large. */
export type Seen = {
  /** Every plan under its number, as `seenKey` writes it. */
  readonly keys: Set<number | string>
  /** The number a person has now for a plan the national service does not hold under that number. */
  readonly numbersOfPerson: Map<string, string>
}

const TYPES = ['CPP', 'LAC', 'UCP'] as const

/** A number takes a fraction of the memory of a text; what is no NHS number stays text. */
function seenKey(nhsNumber: string, type: PlanType): number | string {
  return /^\d{10}$/.test(nhsNumber) ? Number(nhsNumber) * TYPES.length + TYPES.indexOf(type) : `${nhsNumber} ${type}`
}

/** Notes the records of an extract, those held back too; `known` are those the agent knows of their numbers. */
export function noteSeen({ keys, numbersOfPerson }: Seen, drafts: readonly Draft[], known: KnownRecords): void {
  for (const draft of drafts) {
    const nhsNumber = numberOf(draft)
    for (const { type } of draft.plans) {
      keys.add(seenKey(nhsNumber, type))
      if (!known.has(recordKey({ nhsNumber, type }))) numbersOfPerson.set(`${draft.personId} ${type}`, nhsNumber)
    }
  }
}

/** True where the extract holds any plan under a number. */
export function isNumberSeen({ keys }: Seen, nhsNumber: string): boolean {
  return TYPES.some(type => keys.has(seenKey(nhsNumber, type)))
}

/**
 * Live plans the national service holds and the extract no longer says. `vanished`: neither the number nor the person
 * stands there with such a plan. `renumbered`: the person does, under another NHS number. Neither is ever an end or a
 * deletion (local-authority.md 5.4).
 */
export async function missingAmong(
  live: AsyncIterable<KnownRecord>,
  { keys, numbersOfPerson }: Seen,
): Promise<{ readonly vanished: readonly KnownRecord[]; readonly renumbered: readonly KnownRecord[] }> {
  const vanished: KnownRecord[] = []
  const renumbered: KnownRecord[] = []
  for await (const one of live) {
    if (keys.has(seenKey(one.nhsNumber, one.type))) continue
    const numberNow = numbersOfPerson.get(`${one.localPersonId} ${one.type}`)
    if (numberNow === undefined) vanished.push(one)
    // A person whose number is empty now is held back by A1, which tells of it.
    else if (numberNow !== '') renumbered.push(one)
  }
  return { vanished, renumbered }
}
