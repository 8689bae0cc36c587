import { type CalendarDate, type ChildKey, childKey, processKeyring } from '../platform/index.ts'
import type { NhsNumber } from './nhs-number.ts'
import type { PdsPerson } from './pds/pds-finding.ts'

/** The key a number is kept and found by. */
export const keyOfNumber = (number: NhsNumber): ChildKey => childKey(processKeyring(), number)

/** Numbers by the keys they are kept by. */
export function numbersByKey(numbers: readonly NhsNumber[]): ReadonlyMap<ChildKey, NhsNumber> {
  return new Map(numbers.map(number => [keyOfNumber(number), number]))
}

const contextOf = (key: ChildKey) => `demographics.person ${key}`

/** Seals all that is kept of a person. */
export function sealPerson(key: ChildKey, person: PdsPerson): Buffer {
  return processKeyring().seal(Buffer.from(JSON.stringify(person)), contextOf(key))
}

/** Opens what `sealPerson` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openPerson(key: ChildKey, sealed: Buffer): PdsPerson {
  return JSON.parse(processKeyring().unseal(sealed, contextOf(key)).toString()) as PdsPerson
}

const cursorOf = (night: CalendarDate) => `demographics.sweep ${night}`

/** Seals the number a sweep has come to. */
export function sealCursor(night: CalendarDate, number: NhsNumber): Buffer {
  return processKeyring().seal(Buffer.from(number), cursorOf(night))
}

/** Opens what `sealCursor` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openCursor(night: CalendarDate, sealed: Buffer): NhsNumber {
  return processKeyring().unseal(sealed, cursorOf(night)).toString() as NhsNumber
}
