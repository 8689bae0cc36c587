import type { Keyring } from './keyring.ts'

/** What stands in the database in place of a child's NHS number, as key and to be found by: a UUID, lower case. */
export type ChildKey = string & { readonly childKey: unique symbol }

/**
 * The key of a child (or a mother): the first 16 bytes of the keyed hash of the NHS number under the index key. Among 10^9
 * numbers two with the same key are met once in 10^21. Who has the database and not the index key cannot try the numbers
 * out, of which there are only 10^9.
 */
export function childKey(keyring: Pick<Keyring, 'indexHash'>, nhsNumber: string): ChildKey {
  const hex = keyring.indexHash(nhsNumber).toString('hex', 0, 16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  return parts.join('-') as ChildKey
}
