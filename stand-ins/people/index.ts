import fs from 'node:fs'
import type { CalendarDate } from '../../src/platform/index.ts'

/** How the PDS stand-in answers for this number: who they are, or which trouble it plays. */
export type Behaviour = 'current' | 'superseded' | 'invalidated' | 'unknown' | 'throttled' | 'down' | 'slow'

/** An invented person. */
export type StandInPerson = {
  readonly nhsNumber: string
  readonly given: readonly string[]
  readonly family: string
  readonly birthDate: CalendarDate
  readonly gender: 'female' | 'male' | 'other' | 'unknown'
  /** U unrestricted, R restricted, V very restricted. */
  readonly security: 'U' | 'R' | 'V'
  readonly behaviour: Behaviour
  /** The number that took this one's place; only with `superseded`. */
  readonly supersededBy?: string
}

/** Everybody in `people.json`; read anew each time, for the stand-in changes its own copy. */
export function readPeople(): StandInPerson[] {
  return JSON.parse(fs.readFileSync(new URL('people.json', import.meta.url), 'utf8')) as StandInPerson[]
}
