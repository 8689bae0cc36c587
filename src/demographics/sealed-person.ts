import { type CalendarDate, type ChildKey, childKey, processKeyring } from '../platform/index.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsPerson } from './pds/pds-finding.ts'

/** The key a number is kept and found by. */
export const keyOfNumber = (number: NhsNumber): ChildKey => childKey(processKeyring(), number)

/** Numbers by the keys they are kept by. */
export function numbersByKey(numbers: readonly NhsNumber[]): ReadonlyMap<ChildKey, NhsNumber> {
  return new Map(numbers.map(number => [keyOfNumber(number), number]))
}

export const contextOfPerson = (key: string): string => `demographics.person ${key}`

/** Seals all that is kept of a person. */
export function sealPerson(key: ChildKey, person: PdsPerson): Buffer {
  return processKeyring().seal(Buffer.from(JSON.stringify(person)), contextOfPerson(key))
}

/** Opens what `sealPerson` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openPerson(key: ChildKey, sealed: Buffer): PdsPerson {
  return JSON.parse(processKeyring().unseal(sealed, contextOfPerson(key)).toString()) as PdsPerson
}

export const contextOfCursor = (night: string): string => `demographics.sweep ${night}`

/** Seals the number a sweep has come to. */
export function sealCursor(night: CalendarDate, number: NhsNumber): Buffer {
  return processKeyring().seal(Buffer.from(number), contextOfCursor(night))
}

/** Opens what `sealCursor` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openCursor(night: CalendarDate, sealed: Buffer): NhsNumber {
  return processKeyring().unseal(sealed, contextOfCursor(night)).toString() as NhsNumber
}
