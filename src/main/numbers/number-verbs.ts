import { checkNumber, type NhsNumber, type SweepCounts } from '../../demographics/index.ts'
import { groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { type ActedOn, actOnCheck } from './act-on-check.ts'
import { demographicsDepsOf, registerDepsOf } from './number-deps.ts'
import { type SweepDeps, sweepAllNumbers } from './sweep-numbers.ts'

/** `cpis number check`: asks PDS about one number now and brings the register in line. */
export function checkNow(settings: Settings, number: NhsNumber): Promise<ActedOn> {
  return withNumbers(settings, async ({ demographics, register }) =>
    actOnCheck(register, number, await checkNumber(demographics, number)),
  )
}

/** `cpis number sweep`: the same for every number the register shows. */
export function sweepNow(settings: Settings): Promise<SweepCounts & { readonly isPdsAway: boolean }> {
  return withNumbers(settings, sweepAllNumbers)
}

async function withNumbers<Result>(settings: Settings, work: (deps: SweepDeps) => Promise<Result>): Promise<Result> {
  const ground = groundOf('numbers', settings)
  try {
    const demographics = demographicsDepsOf(ground)
    return await work({ demographics, register: registerDepsOf(ground, demographics) })
  } finally {
    await ground.end()
  }
}
