import type { NhsNumber } from '../demographics/index.ts'
import type { CalendarDate } from '../platform/index.ts'
import type { RegisterDeps } from './deps.ts'
import { lastDayShown } from './rules/days-shown.ts'
import { readWithOtherBirthDate, updateBirthDates } from './store/birth-dates.ts'
import { lockNumbers } from './store/sequence.ts'

/** The birth date PDS holds now for the person of a number. */
export type CorrectedBirthDate = { readonly number: NhsNumber; readonly birthDate: CalendarDate }

/**
 * Takes over a birth date that PDS corrected: each plan under the number that is not deleted becomes a new version whose
 * last day shown follows from it, so that no child's plan ends, or stays, by a wrong 18th birthday (local-authority.md
 * 2.4). The date the authority sent stays as it was sent. Returns how many plans changed; none when it is the date held.
 */
export async function correctBirthDate(
  deps: Pick<RegisterDeps, 'db' | 'log'>,
  { number, birthDate }: CorrectedBirthDate,
): Promise<number> {
  // Nearly always nothing differs, and then no upload is kept waiting.
  if ((await readWithOtherBirthDate(deps.db, number, birthDate)).length === 0) return 0
  const corrected = await deps.db.transaction(async tx => {
    await lockNumbers(tx)
    const plans = await readWithOtherBirthDate(tx, number, birthDate)
    const changes = plans.map(plan => ({ ...plan, shownUntil: lastDayShown(plan, birthDate) }))
    await updateBirthDates(tx, changes, { number, birthDate })
    return changes.length
  })
  if (corrected > 0) deps.log.info({ plans: corrected }, 'PDS corrected a birth date')
  return corrected
}
