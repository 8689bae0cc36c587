import type { NhsNumber } from '../../demographics/index.ts'
import { ofByteaText, openJson, processKeyring, sealJson } from '../../platform/index.ts'

/** A number out of use, and the one that took its place. */
export type ReplacedNumber = { readonly old: NhsNumber; readonly current: NhsNumber }

export const contextOfNumbers = (oldKey: string): string => `register.number_alias ${oldKey}`

/** Seals what took the place of a number, by the key of that number. */
export function sealNumbers(oldKey: string, { old, current }: ReplacedNumber): Buffer {
  return sealJson(processKeyring(), [old, current], contextOfNumbers(oldKey))
}

/** Opens what `sealNumbers` sealed: bytes, or these as text. Throws SEALED_VALUE_UNREADABLE. */
export function openNumbers(oldKey: string, sealed: Buffer | string): ReplacedNumber {
  const bytes = typeof sealed === 'string' ? ofByteaText(sealed) : sealed
  const [old, current] = openJson<[NhsNumber, NhsNumber]>(processKeyring(), bytes, contextOfNumbers(oldKey))
  return { old, current }
}
