import { processEnvironment } from '../../src/platform/index.ts'

/** Set by `bin/nightly`. */
export const LONG_FORM = 'CPIS_TEST_LONG'

/** Set by `bin/test <path> --seed N`: a simulation is the one of this seed alone. */
export const SEED = 'CPIS_SEED'

/** How many rounds, rows or bytes a test takes: few for each change, many each night (a `*.nightly.ts` beside it). */
export function inForm<Amount>(amounts: { readonly short: Amount; readonly long: Amount }): Amount {
  return processEnvironment[LONG_FORM] === 'yes' ? amounts.long : amounts.short
}
