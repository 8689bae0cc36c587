import type { CalendarDate } from '../../platform/index.ts'
import type { DemographicsDeps } from '../deps.ts'
import type { NhsNumber } from '../nhs-number.ts'
import type { PdsFinding } from '../pds/pds-finding.ts'
import { readAll } from '../pds/read-all.ts'
import { dropPersons, type InactiveNumber, recordInactive, removeInactive } from '../store.ts'

/**
 * Whether a number is still in use, and the birth date PDS holds now. `unknown`: PDS answered that there is no such
 * number, which is no change of number and no reason to say that all is well. `unavailable`: ask again later.
 */
export type NumberCheck =
  | { readonly kind: 'changed'; readonly replacedBy?: NhsNumber }
  | { readonly kind: 'unchanged'; readonly birthDate?: CalendarDate }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }

/** PDS is in trouble, not one number odd, when so many in a row could not be read (our own figure). */
const IN_TROUBLE_AFTER = 5

/** As `checkNumbers`, for one number: on news that it changed (fhir-api.md 10). */
export async function checkNumber(deps: DemographicsDeps, number: NhsNumber): Promise<NumberCheck> {
  const checks = await checkNumbers(deps, [number])
  return checks.get(number) ?? { kind: 'unavailable' }
}

/**
 * Asks PDS anew whether numbers are still in use, past anything kept. A change is recorded and the kept person dropped
 * in one transaction before this returns; told again, it is `changed` again, so that a caller who lost it hears it at
 * the next sweep. When PDS is in trouble the rest is not asked and is not in the answer.
 */
export async function checkNumbers(
  deps: DemographicsDeps,
  numbers: readonly NhsNumber[],
): Promise<ReadonlyMap<NhsNumber, NumberCheck>> {
  const findings = await readAll(deps.pds, [...new Set(numbers)], IN_TROUBLE_AFTER)
  const checks = new Map([...findings].map(([number, finding]) => [number, checkOf(finding)]))
  await record(deps, checks)
  return checks
}

function checkOf(finding: PdsFinding): NumberCheck {
  switch (finding.kind) {
    case 'current': {
      const { birthDate } = finding.person
      return { kind: 'unchanged', ...(birthDate && { birthDate }) }
    }
    case 'superseded':
      return { kind: 'changed', replacedBy: finding.by }
    case 'invalidated':
      return { kind: 'changed' }
    case 'unknown':
      return { kind: 'unknown' }
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
