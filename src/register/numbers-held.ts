import type { NhsNumber } from '../demographics/index.ts'
import { dayInEngland } from '../platform/index.ts'
import type { RegisterDeps } from './deps.ts'
import { readNumbersShown } from './store/numbers.ts'

/** A page of the numbers in an order of their own, which is not theirs: those after `after`, at most `limit`. */
export type NumbersPage = { readonly after?: NhsNumber; readonly limit: number }

/** The NHS numbers with a plan that is shown today: what the PDS sweep has to look at. */
export async function numbersHeld(
  deps: Pick<RegisterDeps, 'db' | 'clock'>,
  page: NumbersPage,
): Promise<readonly NhsNumber[]> {
  return readNumbersShown(deps.db, dayInEngland(deps.clock.now()), { after: page.after, limit: page.limit })
}
