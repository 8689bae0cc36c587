import { type DemographicsDeps, type NhsNumber, sweepNumbers } from '../demographics/index.ts'
import { markInactiveNumber, numbersHeld, type RegisterDeps } from '../register/index.ts'

const PAGE = 200

export type SweepDeps = { readonly register: RegisterDeps; readonly demographics: DemographicsDeps }

/** What a sweep found: how many numbers were looked at, went out of use, and could not be settled. */
export type Sweep = { readonly looked: number; readonly changed: number; readonly unsettled: number }

/**
 * Asks PDS about every number the register shows and acts on those that went out of use: the authority is told of each
 * once (fhir-api.md 9.5, 10). What PDS leaves unsettled is looked at again in the next sweep.
 */
export async function sweepAllNumbers(deps: SweepDeps): Promise<Sweep> {
  const sweep = { looked: 0, changed: 0, unsettled: 0 }
  let after: NhsNumber | undefined
  for (;;) {
    const numbers = await numbersHeld(deps.register, { limit: PAGE, ...(after && { after }) })
    const last = numbers.at(-1)
    if (last === undefined) return sweep
    after = last
    const learnedAt = deps.register.clock.now()
    for (const [number, check] of await sweepNumbers(deps.demographics, numbers)) {
      sweep.looked += 1
      if (check.kind === 'unavailable') sweep.unsettled += 1
      if (check.kind !== 'changed') continue
      sweep.changed += 1
      const { replacedBy } = check
      await markInactiveNumber(deps.register, { number, learnedAt, ...(replacedBy && { replacedBy }) })
    }
  }
}
