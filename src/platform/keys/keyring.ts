import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { platformErrors, refusal } from '../errors.ts'
import { type Randomness, systemRandomness } from '../randomness.ts'
import { type Box, KEY_BYTES, openBox, sealBox } from './box.ts'

/** Master keys by their version, 32 bytes each, and which of them new values are sealed under. */
export type MasterKeys = { readonly masterKeys: ReadonlyMap<number, Buffer>; readonly current: number }

/**
 * All the keys of a process. `indexKey`, 32 bytes too, makes the keys a child is found by; it stays when master keys change,
 * since a child kept under another key would not be found.
 */
export type Keys = MasterKeys & { readonly indexKey: Buffer }

/** A key of one record's own, and that key sealed under the current master key, as it is stored beside the record. */
export type DataKey = { readonly key: Buffer; readonly wrapped: Buffer }

/**
 * Sealed fields and keyed hashes (trust.md 8). `context` says what a value is and whose, as `audit.entry <id>`: it is
 * not stored, and a value put in another's place does not open. A sealed value is 34 bytes longer than what is in it.
 */
export type Keyring = {
  seal(plain: Uint8Array, context: string): Buffer
  /** Throws SEALED_VALUE_UNREADABLE for a flipped bit, another context or an unknown key. */
  unseal(sealed: Uint8Array, context: string): Buffer
  /** The versions of the master keys there are, the current first. */
  versions(): number[]
  /** With what a value begins that is under the current master key. */
  currentHead(): Buffer
  /** Whether a sealed value, or a wrapped key, is under the current master key. */
  isCurrent(sealed: Uint8Array): boolean
  /** The same value under the current master key. Throws as `unseal`. */
  reseal(sealed: Uint8Array, context: string): Buffer
  /** A fresh key for one record: destroy `wrapped` and what was sealed under the key is gone, whoever holds the master key. */
  newDataKey(context: string): DataKey
  /** Throws as `unseal`. */
  openDataKey(wrapped: Uint8Array, context: string): Buffer
  /**
   * HMAC-SHA-256 of a value, 32 bytes: to find by what must not be stored. An NHS number has nine free digits, so that a
   * hash without a key is undone by trying all. `context` keeps the hashes of two columns apart.
   */
  keyedHash(value: string, context: string): Buffer
  /** The hash under every master key, the current first: to find what an older one wrote while a new one takes over. */
  keyedHashes(value: string, context: string): Buffer[]
  /** HMAC-SHA-256 of a value under the index key, 32 bytes: the same whatever master keys there are. */
  indexHash(value: string): Buffer
  /** Takes over other master keys while running: what is sealed from now on is under the new current one. */
  rotate(next: MasterKeys): void
}

type Ring = { readonly current: number; readonly keys: ReadonlyMap<number, DerivedKeys> }
/** A master key is never used itself: each use has a key of its own. */
type DerivedKeys = { readonly sealing: KeyObject; readonly hashing: KeyObject }

/** Opens a keyring. Throws MASTER_KEYS_INVALID for a key of another length, a version out of range, no current one. */
export function openKeyring(given: Keys, randomness: Randomness = systemRandomness): Keyring {
  let ring = ringOf(given)
  const indexing = indexingKey(given.indexKey)
  const sealedUnder = (sealed: Uint8Array) => {
    const version = versionOf(sealed)
    const keys = version === undefined ? undefined : ring.keys.get(version)
    if (keys === undefined) throw refusal(platformErrors, 'SEALED_VALUE_UNREADABLE', `key ${version ?? 'unknown'}`)
    return keys.sealing
  }
  const keyring: Keyring = {
    seal: (plain, context) => seal(ring, { plain, context, randomness }),
    unseal: (sealed, context) => openBox(sealedUnder(sealed), boxOf(sealed), context),
    versions: () => versionsOf(ring),
    currentHead: () => headOf(ring.current),
    isCurrent: sealed => versionOf(sealed) === ring.current,
    reseal: (sealed, context) => keyring.seal(keyring.unseal(sealed, context), context),
    newDataKey(context) {
      const key = randomness.bytes(KEY_BYTES)
      return { key, wrapped: keyring.seal(key, context) }
    },
    openDataKey: (wrapped, context) => keyring.unseal(wrapped, context),
    keyedHash: (value, context) => keyedHash(keysOf(ring, ring.current), value, context),
    keyedHashes: (value, context) => versionsOf(ring).map(version => keyedHash(keysOf(ring, version), value, context)),
    indexHash: value => createHmac('sha256', indexing).update(value).digest(),
    rotate(next) {
      ring = ringOf(next)
    },
  }
  return keyring
}

// A sealed value: form, key version in two bytes, nonce, ciphertext, tag.
const FORM = 1
const HEAD_BYTES = 3
const MOST_VERSIONS = 0xffff

function seal(
  ring: Ring,
  { plain, context, randomness }: { plain: Uint8Array; context: string; randomness: Randomness },
): Buffer {
  return Buffer.concat([
    headOf(ring.current),
    sealBox(keysOf(ring, ring.current).sealing, { plain, context, randomness }),
  ])
}

const headOf = (version: number) => Buffer.from([FORM, version >> 8, version & 0xff])

function versionsOf({ keys, current }: Ring): number[] {
  return [...keys.keys()].sort((a, b) => Number(b === current) - Number(a === current) || b - a)
}

function versionOf(sealed: Uint8Array): number | undefined {
  const [form, high, low] = sealed
  return form === FORM && high !== undefined && low !== undefined ? high * 256 + low : undefined
}

const boxOf = (sealed: Uint8Array): Box => sealed.subarray(HEAD_BYTES)

function keyedHash({ hashing }: DerivedKeys, value: string, context: string): Buffer {
  // The length keeps context and value apart.
  return createHmac('sha256', hashing).update(`${context.length} ${context}${value}`).digest()
}

function ringOf({ masterKeys, current }: MasterKeys): Ring {
  const keys = new Map([...masterKeys].map(([version, master]) => [version, derivedOf(version, master)]))
  if (!keys.has(current)) throw refusal(platformErrors, 'MASTER_KEYS_INVALID', `there is no key ${current}`)
  return { keys, current }
}

function derivedOf(version: number, master: Buffer): DerivedKeys {
  if (!Number.isInteger(version) || version < 1 || version > MOST_VERSIONS)
    throw refusal(platformErrors, 'MASTER_KEYS_INVALID', `versions are 1 to ${MOST_VERSIONS}`)
  if (master.length !== KEY_BYTES)
    throw refusal(platformErrors, 'MASTER_KEYS_INVALID', `key ${version} has not ${KEY_BYTES} bytes`)
  return { sealing: derivedKey(master, 'sealing'), hashing: derivedKey(master, 'keyed hash') }
}

function indexingKey(indexKey: Buffer): KeyObject {
  if (indexKey.length !== KEY_BYTES)
    throw refusal(platformErrors, 'MASTER_KEYS_INVALID', `the index key has not ${KEY_BYTES} bytes`)
  return derivedKey(indexKey, 'child key')
}

function derivedKey(from: Buffer, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', from, '', `open-cpis ${use}`, KEY_BYTES)))
}

function keysOf(ring: Ring, version: number): DerivedKeys {
  const keys = ring.keys.get(version)
  if (keys === undefined) throw refusal(platformErrors, 'MASTER_KEYS_INVALID', `there is no key ${version}`)
  return keys
}
