import type { StandInPerson } from '../../stand-ins/people/index.ts'

/** The lines of a log that name one of these people, by NHS number, family name or date of birth. */
export function linesThatName(people: readonly StandInPerson[], log: string): string[] {
  const told = people.flatMap(({ nhsNumber, family, birthDate }) => [
    nhsNumber,
    family,
    birthDate,
    birthDate.replaceAll('-', ''),
  ])
  const patterns = [...new Set(told)].map(alone)
  return log.split('\n').filter(line => patterns.some(pattern => pattern.test(line)))
}

/** A text that stands by itself, in any case. */
function alone(text: string): RegExp {
  const literal = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu')
}
