import type { Draft } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { type KnownRecord, recordKey } from './known-record.ts'

/** What stands in an extract: every plan under its number, and the number a person has for a plan. */
export type Seen = { readonly keys: Set<string>; readonly numbersOfPerson: Map<string, string> }

/** Notes the records of an extract, those held back too. */
export function noteSeen(seen: Seen, drafts: readonly Draft[]): void {
  for (const draft of drafts) {
    for (const { type } of draft.plans) {
      seen.keys.add(recordKey({ nhsNumber: numberOf(draft), type }))
      seen.numbersOfPerson.set(`${draft.personId} ${type}`, numberOf(draft))
    }
  }
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
    if (keys.has(recordKey(one))) continue
    const numberNow = numbersOfPerson.get(`${one.localPersonId} ${one.type}`)
    if (numberNow === undefined) vanished.push(one)
    // A person whose number is empty now is held back by A1, which tells of it.
    else if (numberNow !== '') renumbered.push(one)
  }
  return { vanished, renumbered }
}
