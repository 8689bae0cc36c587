import type { DemographicsDeps } from './deps.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsFinding } from './pds-finding.ts'
import { readAll } from './read-all.ts'
import { dropPersons, type InactiveNumber, recordInactive, removeInactive } from './store.ts'

/**
 * Whether a number is still in use. `unavailable`: PDS settled nothing, ask again later; so it is too when PDS does not
 * know the number at all, which is no change of number and no reason to say that all is well.
 */
export type NumberCheck =
  | { readonly kind: 'changed'; readonly replacedBy?: NhsNumber }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unavailable' }

/** As `sweepNumbers`, for one number: on news that it changed (fhir-api.md 10). */
export async function checkNumber(deps: DemographicsDeps, number: NhsNumber): Promise<NumberCheck> {
  const checks = await sweepNumbers(deps, [number])
  return checks.get(number) ?? { kind: 'unavailable' }
}

/**
 * Asks PDS anew whether numbers are still in use, past anything kept. A change is recorded and the kept person dropped
 * in one transaction before this returns; told again, it is `changed` again, so that a caller who lost it hears it at
 * the next sweep. Stops at the first `unavailable` finding, as `findInPds` does.
 */
export async function sweepNumbers(
  deps: DemographicsDeps,
  numbers: readonly NhsNumber[],
): Promise<ReadonlyMap<NhsNumber, NumberCheck>> {
  const findings = await readAll(deps.pds, [...new Set(numbers)])
  const checks = new Map([...findings].map(([number, finding]) => [number, checkOf(finding)]))
  await record(deps, checks)
  return checks
}

function checkOf(finding: PdsFinding): NumberCheck {
  switch (finding.kind) {
    case 'current':
      return { kind: 'unchanged' }
    case 'superseded':
      return { kind: 'changed', replacedBy: finding.by }
    case 'invalidated':
      return { kind: 'changed' }
    case 'unknown':
    case 'unavailable':
      return { kind: 'unavailable' }
  }
}

async function record(deps: DemographicsDeps, checks: ReadonlyMap<NhsNumber, NumberCheck>): Promise<void> {
  const inUse: NhsNumber[] = []
  const inactive: InactiveNumber[] = []
  for (const [number, check] of checks) {
    if (check.kind === 'unchanged') inUse.push(number)
    if (check.kind === 'changed') inactive.push({ number, ...(check.replacedBy && { replacedBy: check.replacedBy }) })
  }
  await deps.db.transaction(async tx => {
    if (inUse.length > 0) await removeInactive(tx, inUse)
    if (inactive.length === 0) return
    await recordInactive(tx, inactive, deps.clock.now())
    await dropPersons(
      tx,
      inactive.map(one => one.number),
    )
  })
}
