import { loadReference } from '../../src/care-settings/index.ts'
import { type Clock, systemRandomness } from '../../src/platform/index.ts'
import type { SettingsDeps } from '../../src/programme/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** A programme on a database of its own with the reference data, whose clock a test sets. */
export type ProgrammeAtWork = {
  readonly deps: SettingsDeps
  readonly database: TestDatabase
  /** Sets the clock: `2023-06-07` is noon of that day. */
  setDay(day: string): void
}

/** Starts one at noon of a day. End `database` in `after`. */
export async function startProgramme(day: string, { invented = false } = {}): Promise<ProgrammeAtWork> {
  const database = await testDatabase()
  await loadReference(database.owner, { invented })
  let now = new Date(`${day}T12:00:00Z`)
  const clock: Clock = { now: () => now }
  return {
    database,
    deps: {
      db: database.pool('programme'),
      careSettings: database.pool('care_settings'),
      clock,
      randomness: systemRandomness,
    },
    setDay(next) {
      now = new Date(`${next}T12:00:00Z`)
    },
  }
}
