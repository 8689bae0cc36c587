import type { Keyring } from '../platform/index.ts'

/** Seals what a person wrote about a person, as JSON, bound to its row. */
export function sealDetails(keyring: Keyring, context: string, details: object): Buffer {
  return keyring.seal(Buffer.from(JSON.stringify(details)), context)
}

/** Opens what `sealDetails` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openDetails<Details>(keyring: Keyring, context: string, sealed: Buffer): Details {
  return JSON.parse(keyring.unseal(sealed, context).toString()) as Details
}
