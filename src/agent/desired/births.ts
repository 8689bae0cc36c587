import { addDays, type CalendarDate } from '../../platform/index.ts'
import { type Draft, isOfUnbornChild, personIdOf } from '../extract/draft.ts'
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

/**
 * Mothers whose taken plan stays as it is because their child, though born, has no taken record of its own: there must
 * be no gap in protection (local-authority.md 5.5). One whose plan was never taken goes as the extract says.
 */
export function awaitedChildren(drafts: readonly Draft[], known: KnownRecords): AwaitedChild[] {
  const taken = new Set(
    [...known.values()].filter(one => one.subject === 'child' && one.acknowledged).map(one => one.localPersonId),
  )
  return drafts.flatMap(draft => {
    if (draft.kind !== 'mother') return []
    const held = known.get(recordKey({ nhsNumber: numberOf(draft), type: 'UCP' }))?.acknowledged
    if (!held?.live) return []
    const born = draft.rows.find(
      row => isOfUnbornChild(row) && row.date.dateOfBirth !== undefined && !taken.has(personIdOf(row)),
    )
    const day = born?.date.dateOfBirth
    if (born === undefined || day === undefined) return []
    return [{ draft, childPersonId: personIdOf(born), warnFrom: addDays(day, WARN_AFTER_DAYS) }]
  })
}
