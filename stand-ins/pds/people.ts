import { readNhsNumber } from '../../src/demographics/index.ts'
import { type CalendarDate, refusal } from '../../src/platform/index.ts'
import type { StandInPerson } from '../people/index.ts'
import { pdsStandInErrors } from './errors.ts'

/** A person and the version of their record, which every change raises. */
export type HeldPerson = StandInPerson & { readonly version: number }

export type People = {
  /** Who is held under this very number. */
  get(number: string): HeldPerson | undefined
  /** Who is found under this number: the end of the chain when it was superseded. */
  follow(number: string): HeldPerson | undefined
  all(): readonly HeldPerson[]
  supersede(number: string, by: string): void
  invalidate(number: string): void
  restrict(number: string): void
  correctBirthDate(number: string, birthDate: CalendarDate): void
}

/**
 * Holds the people of the stand-in; changes last until it stops. Throws PDS_STAND_IN_PEOPLE_INVALID for a number with a
 * wrong check digit or sent twice, a superseding number nobody holds, or a ring of superseded numbers. The changes
 * throw PDS_STAND_IN_PERSON_UNKNOWN and PDS_STAND_IN_LOOP.
 */
export function openPeople(people: readonly StandInPerson[]): People {
  const held = new Map<string, HeldPerson>(people.map(person => [person.nhsNumber, { ...person, version: 1 }]))
  assertTheyFit(people, held)
  const change = (number: string, news: Partial<StandInPerson>) => {
    const person = known(held, number)
    held.set(number, { ...person, ...news, version: person.version + 1 })
  }
  return {
    get: number => held.get(number),
    follow: number => endOfChain(held, number),
    all: () => [...held.values()],
    supersede(number, by) {
      known(held, by)
      if (chainOf(held, by).includes(number)) throw refusal(pdsStandInErrors, 'PDS_STAND_IN_LOOP')
      change(number, { behaviour: 'superseded', supersededBy: by })
    },
    invalidate: number => change(number, { behaviour: 'invalidated' }),
    restrict: number => change(number, { security: 'R' }),
    correctBirthDate: (number, birthDate) => change(number, { birthDate }),
  }
}

function known(held: ReadonlyMap<string, HeldPerson>, number: string): HeldPerson {
  const person = held.get(number)
  if (person === undefined) throw refusal(pdsStandInErrors, 'PDS_STAND_IN_PERSON_UNKNOWN')
  return person
}

/** The numbers from this one to the end of its chain; it closes on itself where it would go round. */
function chainOf(held: ReadonlyMap<string, HeldPerson>, number: string): string[] {
  const chain = [number]
  for (;;) {
    const person = held.get(chain.at(-1) ?? '')
    const next = person?.behaviour === 'superseded' ? person.supersededBy : undefined
    if (next === undefined) return chain
    chain.push(next)
    if (chain.indexOf(next) < chain.length - 1) return chain
  }
}

function endOfChain(held: ReadonlyMap<string, HeldPerson>, number: string): HeldPerson | undefined {
  return held.get(chainOf(held, number).at(-1) ?? '')
}

function assertTheyFit(people: readonly StandInPerson[], held: ReadonlyMap<string, HeldPerson>): void {
  const wrong = (detail: string) => refusal(pdsStandInErrors, 'PDS_STAND_IN_PEOPLE_INVALID', detail)
  if (held.size !== people.length) throw wrong('a number occurs twice')
  for (const person of people) {
    if (readNhsNumber(person.nhsNumber) === undefined) throw wrong('a number has a wrong check digit')
    if (person.behaviour !== 'superseded') continue
    const end = endOfChain(held, person.nhsNumber)
    if (end === undefined || person.supersededBy === undefined) throw wrong('a superseding number is missing')
    if (end.behaviour === 'superseded') throw wrong('superseded numbers form a ring')
  }
}
