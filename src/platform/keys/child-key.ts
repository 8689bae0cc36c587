import type { Keyring } from './keyring.ts'

/** What stands in the database in place of a child's NHS number, as key and to be found by: a UUID, lower case. */
export type ChildKey = string & { readonly childKey: unique symbol }

/**
 * The key of a child (or a mother): `indexUuid` of the NHS number. Among 10^9 numbers two with the same key are met once in
 * 10^21. Who has the database and not the index key cannot try the numbers out, of which there are only 10^9.
 */
export function childKey(keyring: Pick<Keyring, 'indexHash'>, nhsNumber: string): ChildKey {
  return indexUuid(keyring, nhsNumber) as ChildKey
}

/**
 * The first 16 bytes of the keyed hash of a value under the index key, as a UUID: to find by what must not be stored. A value
 * that is no NHS number says what it is first, as `local-id 901 7`.
 */
export function indexUuid(keyring: Pick<Keyring, 'indexHash'>, value: string): string {
  const hex = keyring.indexHash(value).toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
