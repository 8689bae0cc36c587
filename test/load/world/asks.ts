import type { NhsNumber } from '../../../src/demographics/index.ts'
import type { SignedInStaff } from './staff.ts'

/** Who asks about whom next. */
export type Ask = { readonly nhsNumber: NhsNumber; readonly by: SignedInStaff }

/** A prime far from a divisor of any count of children in use: neighbouring asks are not neighbours in the index. */
const STRIDE = 104_729

/**
 * An endless row of asks: all children in a scattered order, then all again by other staff, so that no author asks about
 * a child twice within numbers × staff asks (the second would be folded into the first and cost two statements).
 */
export function openAsks(numbers: readonly NhsNumber[], staff: readonly SignedInStaff[]): () => Ask {
  let asked = 0
  return () => {
    const round = Math.floor(asked / numbers.length)
    const nhsNumber = numbers[(asked * STRIDE) % numbers.length]
    const by = staff[((asked % numbers.length) + round) % staff.length]
    asked += 1
    if (nhsNumber === undefined || by === undefined) throw new RangeError('nobody to ask about, or nobody to ask')
    return { nhsNumber, by }
  }
}
