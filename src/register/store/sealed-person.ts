import {
  byteaText,
  type ChildKey,
  childKey,
  indexUuid,
  ofByteaText,
  openJson,
  processKeyring,
  sealJson,
} from '../../platform/index.ts'
import type { Plan } from '../plan.ts'

/** What a plan has sealed: all that says who the person is. */
export type PlanPerson = Pick<
  Plan,
  'nhsNumber' | 'givenName' | 'familyName' | 'birthDate' | 'pdsBirthDate' | 'localId' | 'localIdAuthority'
>

/** Which plan, so far as a sealed person is bound to it: one person has one for each authority. */
export type PersonPlace = { readonly childKey: string; readonly authorityCode: string }

export const contextOfPerson = ({ childKey, authorityCode }: PersonPlace): string =>
  `register.plan ${childKey} ${authorityCode}`

/** Seals the person of a plan, as PostgreSQL reads bytes in text. */
export function sealPerson(place: PersonPlace, person: PlanPerson): string {
  const { nhsNumber, givenName, familyName, birthDate, pdsBirthDate, localId, localIdAuthority } = person
  const parts = [nhsNumber, givenName, familyName, birthDate, pdsBirthDate, localId, localIdAuthority]
  return byteaText(sealJson(processKeyring(), parts, contextOfPerson(place)))
}

/** Opens the person of a plan, or of what copied it: bytes, or these as text. Throws SEALED_VALUE_UNREADABLE. */
export function openPerson(place: PersonPlace, sealed: Buffer | string): PlanPerson {
  const bytes = typeof sealed === 'string' ? ofByteaText(sealed) : sealed
  const parts = openJson<[Plan['nhsNumber'], string, string, Plan['birthDate'], Plan['birthDate'], string, string]>(
    processKeyring(),
    bytes,
    contextOfPerson(place),
  )
  const [nhsNumber, givenName, familyName, birthDate, pdsBirthDate, localId, localIdAuthority] = parts
  return { nhsNumber, givenName, familyName, birthDate, pdsBirthDate, localId, localIdAuthority }
}

/** By which an authority's own id of a person is found. */
export function localKey(authorityCode: string, localId: string): string {
  return indexUuid(processKeyring(), `local-id ${authorityCode} ${localId}`)
}

/** A child's key by the number; each is worked out once. */
export function childKeys(): (nhsNumber: string) => ChildKey {
  const keyring = processKeyring()
  const known = new Map<string, ChildKey>()
  return nhsNumber => {
    const there = known.get(nhsNumber)
    if (there !== undefined) return there
    const key = childKey(keyring, nhsNumber)
    known.set(nhsNumber, key)
    return key
  }
}

/** The key of one child. */
export const keyOfChild = (nhsNumber: string): ChildKey => childKey(processKeyring(), nhsNumber)

/** Keys as an array of PostgreSQL: hexadecimal digits need no escaping, and the driver would look at each of thousands. */
export const arrayOfKeys = (keys: readonly string[]): string => `{${keys.join(',')}}`
