import { addDays, type CalendarDate } from '../../platform/index.ts'
import { type Draft, isOfUnbornChild, personIdOf } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { numberOf } from '../upload/build-upload.ts'
import { type KnownRecords, recordKey } from './known-record.ts'

/** A mother's plan whose child is born and not yet on the register by itself. */
export type AwaitedChild = {
  readonly draft: Draft
  readonly childPersonId: string
  /** The fourteenth day after the birth: from then on it is a warning (local-authority.md 5.5). */
  readonly warnFrom: CalendarDate
}

const WARN_AFTER_DAYS = 14

/** The persons, born children, whose mothers' plans stand among these records. */
export function bornChildIds(drafts: readonly Draft[]): string[] {
  return drafts.flatMap(draft => (draft.kind === 'mother' ? draft.rows.filter(isBorn).map(personIdOf) : []))
}

function isBorn(row: ExtractRow): boolean {
  return isOfUnbornChild(row) && row.date.dateOfBirth !== undefined
}

/**
 * Mothers whose taken plan stays as it is because their child, though born, has no taken record of its own: there must
 * be no gap in protection (local-authority.md 5.5). One whose plan was never taken goes as the extract says. `taken`
 * are the persons who have a record of their own.
 */
export function awaitedChildren(
  drafts: readonly Draft[],
  { known, taken }: { readonly known: KnownRecords; readonly taken: ReadonlySet<string> },
): AwaitedChild[] {
  return drafts.flatMap(draft => {
    if (draft.kind !== 'mother') return []
    const held = known.get(recordKey({ nhsNumber: numberOf(draft), type: 'UCP' }))?.acknowledged
    if (!held?.live) return []
    const born = draft.rows.find(row => isBorn(row) && !taken.has(personIdOf(row)))
    const day = born?.date.dateOfBirth
    if (born === undefined || day === undefined) return []
    return [{ draft, childPersonId: personIdOf(born), warnFrom: addDays(day, WARN_AFTER_DAYS) }]
  })
}
