import type { Draft } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { type KnownRecord, type KnownRecords, recordKey } from './known-record.ts'

/**
 * Live plans the national service holds and the extract no longer says. `vanished`: neither the number nor the person
 * stands there with such a plan. `renumbered`: the person does, under another NHS number. Neither is ever an end or a
 * deletion (local-authority.md 5.4). `drafts` are all of the extract, those held back too.
 */
export function missingRecords(known: KnownRecords, drafts: readonly Draft[]) {
  const keys = new Set<string>()
  const numbersOfPerson = new Map<string, string>()
  for (const draft of drafts) {
    for (const { type } of draft.plans) {
      keys.add(recordKey({ nhsNumber: numberOf(draft), type }))
      numbersOfPerson.set(`${draft.personId} ${type}`, numberOf(draft))
    }
  }
  const missing = [...known.values()].filter(one => one.acknowledged?.live && !keys.has(recordKey(one)))
  const numberNow = (one: KnownRecord) => numbersOfPerson.get(`${one.localPersonId} ${one.type}`)
  return {
    vanished: missing.filter(one => numberNow(one) === undefined),
    // A person whose number is empty now is held back by A1, which tells of it.
    renumbered: missing.filter(one => (numberNow(one) ?? '') !== ''),
  }
}
