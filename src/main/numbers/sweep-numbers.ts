import {
  checkNumbers,
  type DemographicsDeps,
  keepSweptPage,
  type NhsNumber,
  type NumberCheck,
  type SweepCounts,
  type SweptPage,
  type TimeOfDay,
  takeSweep,
} from '../../demographics/index.ts'
import { numbersHeld, type RegisterDeps } from '../../register/index.ts'
import { type ActedOn, actOnCheck } from './act-on-check.ts'

/** Half a minute of PDS at five a second. */
const PAGE = 150

export type SweepDeps = { readonly register: RegisterDeps; readonly demographics: DemographicsDeps }

type Page = SweptPage & { readonly isPdsAway: boolean }

/**
 * Turns one page of tonight's sweep: PDS is asked about every number the register shows, and the register brought in
 * line (fhir-api.md 9.5, 10). True when the next page may follow at once. While PDS is away the sweep stands where it
 * is; a number it leaves unsettled alone is looked at again the next night.
 */
export async function sweepNextPage(deps: SweepDeps, at: TimeOfDay): Promise<boolean> {
  const sweep = await takeSweep(deps.demographics, at)
  if (sweep === undefined) return false
  const page = await sweepPage(deps, sweep.after)
  const soFar = await keepSweptPage(deps.demographics, sweep, page)
  const { log } = deps.register
  if (page.isPdsAway) log.warn(soFar, 'PDS is away: the sweep of numbers waits')
  if (page.isLast) log.info(soFar, 'the sweep of numbers ended')
  return !page.isLast && !page.isPdsAway
}

/** Sweeps every number now, apart from the nightly sweep; stops where PDS is away. */
export async function sweepAllNumbers(deps: SweepDeps): Promise<SweepCounts & { readonly isPdsAway: boolean }> {
  let counts: SweepCounts = NOTHING
  let after: NhsNumber | undefined
  for (;;) {
    const page = await sweepPage(deps, after)
    counts = sum(counts, page.counts)
    if (page.isLast || page.isPdsAway) return { ...counts, isPdsAway: page.isPdsAway }
    after = page.after
  }
}

async function sweepPage(deps: SweepDeps, after: NhsNumber | undefined): Promise<Page> {
  const numbers = await numbersHeld(deps.register, { limit: PAGE, ...(after && { after }) })
  const checks = await checkNumbers(deps.demographics, numbers)
  const isPdsAway = numbers.length > 0 && isAway(numbers, checks)
  const settled = isPdsAway
    ? numbers.slice(
        0,
        numbers.findIndex(number => !isSettled(checks.get(number))),
      )
    : numbers
  let counts: SweepCounts = NOTHING
  for (const number of settled) {
    const acted = await actOnCheck(deps.register, number, checks.get(number) ?? { kind: 'unavailable' })
    counts = sum(counts, countsOf(acted))
  }
  const last = settled.at(-1)
  return { ...(last && { after: last }), counts, isPdsAway, isLast: !isPdsAway && numbers.length < PAGE }
}

const isSettled = (check: NumberCheck | undefined) => check !== undefined && check.kind !== 'unavailable'

/** Some were not asked any more, or not one was answered; a single odd number is no reason to wait. */
function isAway(numbers: readonly NhsNumber[], checks: ReadonlyMap<NhsNumber, NumberCheck>): boolean {
  return checks.size < numbers.length || !numbers.some(number => isSettled(checks.get(number)))
}

const NOTHING: SweepCounts = { looked: 0, changed: 0, corrected: 0, unsettled: 0 }

/** A number out of use for long is no change: only what is newly told of counts. */
function countsOf(acted: ActedOn): SweepCounts {
  return {
    looked: 1,
    changed: acted.kind === 'changed' && acted.notices > 0 ? 1 : 0,
    corrected: acted.kind === 'unchanged' && acted.corrected > 0 ? 1 : 0,
    unsettled: acted.kind === 'unknown' || acted.kind === 'unavailable' ? 1 : 0,
  }
}

function sum(one: SweepCounts, other: SweepCounts): SweepCounts {
  return {
    looked: one.looked + other.looked,
    changed: one.changed + other.changed,
    corrected: one.corrected + other.corrected,
    unsettled: one.unsettled + other.unsettled,
  }
}
