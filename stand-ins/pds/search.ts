import { readCalendarDate } from '../../src/platform/index.ts'
import type { Caller } from './access.ts'
import { type Answer, outcome } from './outcome.ts'
import { HOME, patientOf } from './patient.ts'
import type { HeldPerson, People } from './people.ts'

export type Search = {
  readonly query: Readonly<Record<string, string | string[] | undefined>>
  readonly caller: Caller
  readonly at: Date
  /** The FHIR base, for `fullUrl`. */
  readonly url: string
}

/** Taken, and without effect here: the stand-in knows no former names and is never loose. */
const WITHOUT_EFFECT = ['_exact-match', '_history']
const PARAMETERS = [
  ...WITHOUT_EFFECT,
  '_fuzzy-match',
  ...['_max-results', 'family', 'given', 'gender', 'birthdate', 'death-date', 'address-postalcode'],
  ...['address-postcode', 'general-practitioner', 'email', 'phone'],
]
const DATE = /^(eq|ge|le)?(\d{4}-\d{2}-\d{2})$/
const MOST_MATCHES = 50

type Values = (name: string) => string[]

/** `GET /Patient?…` (fhir-api.md 9.3): the checks in the order of PDS, then the people who match all that was given. */
export function searchPatients(people: People, search: Search): Answer {
  const values: Values = name => [search.query[name] ?? []].flat()
  const refused = checkParameters(search, values) ?? checkMost(search.caller, values)
  if (refused) return refused
  const found = people.all().filter(person => isFindable(person) && matches(person, values))
  const most = Number(values('_max-results')[0] ?? (search.caller === 'application' ? 1 : MOST_MATCHES))
  return found.length > most ? outcome('TOO_MANY_MATCHES') : { status: 200, body: searchset(found, search) }
}

function checkParameters(search: Search, values: Values): Answer | undefined {
  const names = Object.keys(search.query)
  if (names.length === 0) return outcome('UNSUPPORTED_SERVICE')
  const unknown = names.filter(name => !PARAMETERS.includes(name))
  if (unknown.length > 0) return additional(unknown)
  for (const field of ['birthdate', 'death-date']) {
    const wrong = values(field).find(value => readCalendarDate(DATE.exec(value)?.[2] ?? '') === undefined)
    if (wrong !== undefined) return outcome('INVALID_VALUE', `Invalid value - '${wrong}' in field '${field}'`)
  }
  if (values('birthdate').length === 0)
    return outcome('MISSING_VALUE', "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'")
  if (values('family').length === 0 || [...values('family'), ...values('given')].some(isTooWide)) return tooLittle()
  return undefined
}

function additional(names: readonly string[]): Answer {
  const listed = names.map(name => `'${name}'`).join(', ')
  const verb = names.length === 1 ? 'was' : 'were'
  const sentence = `Additional properties are not allowed (${listed} ${verb} unexpected)`
  return outcome('ADDITIONAL_PROPERTIES', `Invalid request with error - ${sentence}`)
}

function tooLittle(): Answer {
  const sentence = 'No searches were performed as the search criteria did not meet the minimum requirements'
  return outcome('INVALID_SEARCH_DATA', `Invalid search data provided - '${sentence}'`)
}

/** An asterisk needs two characters before it. */
function isTooWide(name: string): boolean {
  const at = name.indexOf('*')
  return at >= 0 && at < 2
}

/** A worker may ask for at most 1 to 50, an application alone for 1 only. */
function checkMost(caller: Caller, values: Values): Answer | undefined {
  const [most = caller === 'application' ? '1' : String(MOST_MATCHES)] = values('_max-results')
  const wrong = outcome('INVALID_VALUE', `Invalid value - '${most}' in field '_max-results'`)
  if (caller === 'application') return most === '1' ? undefined : { ...wrong, status: 403 }
  return /^[1-9]\d?$/.test(most) && Number(most) <= MOST_MATCHES ? undefined : wrong
}

/** Superseded and invalidated records are never found, nor are the very restricted: what is asked for is withheld. */
function isFindable(person: HeldPerson): boolean {
  return !['superseded', 'invalidated', 'unknown'].includes(person.behaviour) && person.security !== 'V'
}

function matches(person: HeldPerson, values: Values): boolean {
  const whereabouts = [
    ...[...values('address-postalcode'), ...values('address-postcode')].map(asked => isLike(HOME.postalCode, asked)),
    ...values('general-practitioner').map(asked => isLike(HOME.practice, asked)),
    ...values('phone').map(asked => asked === HOME.phone),
    ...values('email').map(() => false),
  ]
  const fuzzy = values('_fuzzy-match').includes('true')
  // Finding a restricted person by where they live would give away that they live there.
  if (whereabouts.length > 0 && person.security !== 'U') return false
  return (
    whereabouts.every(Boolean) &&
    values('family').every(asked => isLike(person.family, asked) || (fuzzy && isMisspelt(person.family, asked))) &&
    values('given').every(asked => person.given.some(name => isLike(name, asked))) &&
    values('gender').every(asked => asked.toLowerCase() === person.gender) &&
    values('birthdate').every(asked => isWithin(person.birthDate, asked)) &&
    values('death-date').length === 0
  )
}

/** Case does not count; `*` stands for any characters. */
function isLike(text: string, asked: string): boolean {
  const [start = '', ...rest] = asked.toLowerCase().split('*')
  const end = rest.pop()
  let left = text.toLowerCase()
  if (end === undefined) return left === start
  if (!left.startsWith(start)) return false
  left = left.slice(start.length)
  for (const part of rest) {
    const at = left.indexOf(part)
    if (at < 0) return false
    left = left.slice(at + part.length)
  }
  return left.endsWith(end)
}

/** One letter too many, one missing, or one in the place of another. */
function isMisspelt(text: string, asked: string): boolean {
  const [a, b] = [text.toLowerCase(), asked.toLowerCase()]
  const same = [...a].findIndex((letter, place) => letter !== b[place])
  const at = same < 0 ? a.length : same
  const [restA, restB] = [a.slice(at), b.slice(at)]
  return [
    [restA.slice(1), restB.slice(1)],
    [restA.slice(1), restB],
    [restA, restB.slice(1)],
  ].some(([one, other]) => one === other)
}

function isWithin(date: string, asked: string): boolean {
  const [, prefix = 'eq', limit = ''] = DATE.exec(asked) ?? []
  if (prefix === 'ge') return date >= limit
  return prefix === 'le' ? date <= limit : date === limit
}

function searchset(found: readonly HeldPerson[], search: Search) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: search.at.toISOString(),
    total: found.length,
    entry: found.map(person => ({
      fullUrl: `${search.url}/Patient/${person.nhsNumber}`,
      search: { score: 1 },
      resource: patientOf(person),
    })),
  }
}
