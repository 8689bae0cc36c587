import type { NhsNumber } from '../demographics/index.ts'
import { type Database, refusal } from '../platform/index.ts'
import type { RegisterDeps } from './deps.ts'
import { registerErrors } from './errors.ts'
import { hasPlans, movePlans, readAddressees, readCurrentNumber, withdrawNumber, writeAlias } from './store/numbers.ts'
import { insertOrders } from './store/orders.ts'
import { lockNumbers } from './store/sequence.ts'

/** An NHS number that PDS no longer uses. Without `replacedBy` there is none in its place, as after an adoption. */
export type InactiveNumber = {
  readonly number: NhsNumber
  readonly replacedBy?: NhsNumber
  readonly learnedAt: Date
}

type NumberDeps = Pick<RegisterDeps, 'db' | 'randomness' | 'log'>

/**
 * Acts on a number that went out of use, and orders the notice to each authority that holds plans under it: plans move
 * to the number in its place, or stay shown under the old one, marked `withdrawn`. Told twice, it acts once; returns how
 * many notices were ordered. Throws REGISTER_NUMBER_REPLACES_ITSELF. local-authority.md 9.2, health-side.md 6.8.
 */
export async function markInactiveNumber(deps: NumberDeps, inactive: InactiveNumber): Promise<number> {
  const { number, replacedBy, learnedAt } = inactive
  if (replacedBy === number) throw refusal(registerErrors, 'REGISTER_NUMBER_REPLACES_ITSELF')
  const told = await deps.db.transaction(async tx => {
    await lockNumbers(tx)
    const addressees = await readAddressees(
      tx,
      number,
      replacedBy === undefined ? ['current'] : ['current', 'withdrawn'],
    )
    const inUse = replacedBy === undefined ? null : await takeOver(deps, tx, { ...inactive, replacedBy })
    if (inUse === null) await withdrawNumber(tx, number)
    const notice = { oldNumber: number, replacedBy: inUse, learnedAt, newId: () => deps.randomness.uuid() }
    await insertOrders(tx, addressees, notice)
    return addressees.length
  })
  if (told > 0) deps.log.info({ replaced: replacedBy !== undefined, told }, 'a number went out of use')
  return told
}

/** Whether any authority has, or had, a plan under a number: if not, news of the number is no business of ours. */
export async function holdsNumber(deps: Pick<RegisterDeps, 'db'>, number: NhsNumber): Promise<boolean> {
  return hasPlans(deps.db, number)
}

/**
 * Lets another number take this one's place and returns it: that may have been replaced itself, unless by this one,
 * which PDS then turned round. A number replaced before keeps its successor: that is where its plans are.
 */
async function takeOver(deps: NumberDeps, tx: Database, inactive: Required<InactiveNumber>): Promise<NhsNumber> {
  const { number, replacedBy, learnedAt } = inactive
  const further = await readCurrentNumber(tx, replacedBy)
  const wanted = further === number ? replacedBy : further
  const before = await readCurrentNumber(tx, number)
  if (before !== number) {
    if (before !== wanted) deps.log.warn('a replaced number was given another successor; the first one stands')
    return before
  }
  await writeAlias(tx, number, wanted, learnedAt)
  await movePlans(tx, number, wanted)
  return wanted
}
