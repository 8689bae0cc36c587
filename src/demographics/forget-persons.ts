import { type DemographicsDeps, freshSince } from './deps.ts'
import type { NhsNumber } from './nhs-number.ts'
import { dropPersons, dropPersonsBefore } from './store.ts'

const AT_ONCE = 1_000

/** Deletes the persons too old to be reused, so that nobody's name stays here longer than it serves; returns how many. */
export async function forgetPersons(deps: Pick<DemographicsDeps, 'db' | 'clock' | 'settings'>): Promise<number> {
  const before = freshSince(deps)
  let forgotten = 0
  for (;;) {
    const dropped = await dropPersonsBefore(deps.db, before, AT_ONCE)
    forgotten += dropped
    if (dropped < AT_ONCE) return forgotten
  }
}

/** Deletes a kept person at once: there is news of the number. */
export async function forgetPerson(deps: Pick<DemographicsDeps, 'db'>, number: NhsNumber): Promise<void> {
  await dropPersons(deps.db, [number])
}
