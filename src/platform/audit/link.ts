import { createHash, hash } from 'node:crypto'
import { openBox, sealBox } from '../keys/box.ts'
import { type ChildKey, childKey } from '../keys/child-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import { systemRandomness } from '../randomness.ts'
import { canonicalJson } from './canonical.ts'
import type { AuditEntry } from './entry.ts'

// The bytes of a link: one line of JSON that names nobody, and behind it what does, sealed under a key of the entry's own.
// The line is an array: form, entry, time, action, channel, mode, outcome, whether something was withheld, what became of
// the access, and the fingerprint of the child's key it is kept under where the number asked about has another.

/** In the first form the fingerprint was of the number itself. */
const FORM_BY_NUMBER = 1
const FORM = 2

/** An access is told of and shown (`counted`), or only kept. */
export type LinkedAccess = 'counted' | 'kept'

/** What a link says openly. */
export type LinkLine = {
  readonly entryId: string
  readonly at: string
  readonly action: string
  readonly channel: string
  readonly mode: string | null
  readonly outcome: string
  readonly withheld: boolean
  readonly access: LinkedAccess | null
  /** Base64, of `numberFingerprint`. */
  readonly number: string | null
  /** Written before children were known by a key: `number` is the fingerprint of the number. */
  readonly isByNumber: boolean
}

/** What an entry holds of persons: whom it was about, who asked, and the fingerprint of the access it came with. */
export type SealedPart = {
  readonly nhsNumber: string | null
  readonly requestId: string
  readonly userId: string | null
  readonly roleProfileId: string | null
  readonly activity: string | null
  readonly organisation: string | null
  readonly clientId: string | null
  readonly detail: unknown
  readonly access: string | null
}

/** What is known of an entry before it is known how it ends. */
export type BegunEntry = Omit<AuditEntry, 'outcome'>

/** The parts of a link that are made here; PostgreSQL puts the end of the line between them. */
export type BegunLink = {
  /** The line as far as it is known, without its closing bracket. */
  readonly line: string
  readonly sealed: Buffer
  /** The entry's key under the master key, kept beside the entry. */
  readonly wrappedKey: Buffer
  /** Goes before a child's key that is fingerprinted. */
  readonly salt: Buffer
  /** By which the entry is found, and the number sealed under the entry's key; neither of an entry about nobody. */
  readonly childKey: ChildKey | null
  readonly numberSealed: Buffer | null
}

/** Under which the key of an entry is wrapped. */
export const contextOfEntry = (entryId: string): string => `audit.entry ${entryId}`
const contextOfNumber = (entryId: string) => `${contextOfEntry(entryId)} number`

/** Begins the link of an entry; `access` is `accessFingerprint` of the access it may come with. */
export function beginLink(keyring: Keyring, entry: BegunEntry, access: string | null = null): BegunLink {
  const { entryId, at, action, channel, mode, asker, nhsNumber } = entry
  const context = contextOfEntry(entryId)
  const { key, wrapped } = keyring.newDataKey(context)
  const { userId, roleProfileId, activity, organisation, clientId } = asker
  const asked = [userId, roleProfileId, activity, organisation, clientId].map(part => part ?? null)
  const parts = [nhsNumber ?? null, entry.requestId, ...asked, entry.detail ?? {}, access]
  const plain = Buffer.from(canonicalJson(parts))
  return {
    line: JSON.stringify([FORM, entryId, at.toISOString(), action, channel, mode ?? null]).slice(0, -1),
    sealed: sealBox(key, { plain, context, randomness: systemRandomness }),
    wrappedKey: wrapped,
    salt: saltOf(key),
    childKey: nhsNumber === undefined ? null : childKey(keyring, nhsNumber),
    numberSealed: nhsNumber === undefined ? null : sealNumber(key, entryId, nhsNumber),
  }
}

function sealNumber(key: Buffer, entryId: string, nhsNumber: string): Buffer {
  const plain = Buffer.from(nhsNumber)
  return sealBox(key, { plain, context: contextOfNumber(entryId), randomness: systemRandomness })
}

/** What of an entry is needed to read whom it was about. */
export type NumberOfEntry = {
  readonly entry_id: string
  readonly wrapped_key: Buffer | null
  readonly number_sealed: Buffer | null
}

/** The number an entry was about; none of an entry about nobody, or of somebody erased. Throws SEALED_VALUE_UNREADABLE. */
export function openNumber(keyring: Keyring, entry: NumberOfEntry): string | undefined {
  const { entry_id: id, wrapped_key: wrapped, number_sealed: sealed } = entry
  if (wrapped === null || sealed === null) return undefined
  return openBox(keyring.openDataKey(wrapped, contextOfEntry(id)), sealed, contextOfNumber(id)).toString()
}

/** The bytes of an entry that ended without an access and with nothing withheld. */
export function endLink({ line, sealed }: BegunLink, outcome: string): Buffer {
  return Buffer.concat([Buffer.from(`${line},${JSON.stringify(outcome)},false,null,null]\n`), sealed])
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const isForm = (form: unknown) => form === FORM || form === FORM_BY_NUMBER

/** Reads the bytes of a link; `undefined` for bytes that are none of ours. */
export function readLink(bytes: Buffer): { readonly line: LinkLine; readonly sealed: Buffer } | undefined {
  const end = bytes.indexOf(0x0a)
  try {
    const parts: unknown = JSON.parse(bytes.toString('utf8', 0, end))
    if (end < 0 || !Array.isArray(parts) || parts.length !== 10 || !isForm(parts[0])) return undefined
    const [form, entryId, at, action, channel, mode, outcome, withheld, access, number] = parts
    if (!UUID.test(entryId) || !INSTANT.test(at) || Number.isNaN(Date.parse(at))) return undefined
    return {
      line: {
        entryId,
        at,
        action,
        channel,
        mode,
        outcome,
        withheld,
        access,
        number,
        isByNumber: form === FORM_BY_NUMBER,
      },
      sealed: bytes.subarray(end + 1),
    }
  } catch {
    return undefined
  }
}

/** Opens what a link has sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openLink(
  keyring: Keyring,
  { line, sealed }: { readonly line: LinkLine; readonly sealed: Buffer },
  wrappedKey: Buffer,
): { readonly part: SealedPart; readonly salt: Buffer } {
  const context = contextOfEntry(line.entryId)
  const key = keyring.openDataKey(wrappedKey, context)
  const parts = JSON.parse(openBox(key, sealed, context).toString('utf8'))
  const [nhsNumber, requestId, userId, roleProfileId, activity, organisation, clientId, detail, access] = parts
  return {
    part: { nhsNumber, requestId, userId, roleProfileId, activity, organisation, clientId, detail, access },
    salt: saltOf(key),
  }
}

/** The fingerprint of what an access holds beside its entry. */
export function accessFingerprint(access: {
  readonly author: unknown
  readonly authorKey: string
  readonly kind: string
  readonly detail: unknown
}): string {
  const { author, authorKey, kind, detail } = access
  return sha256(canonicalJson([author, authorKey, kind, detail ?? null])).toString('base64')
}

/** The fingerprint of a child's key (in the first form, of the number) under an entry's salt; PostgreSQL works out the same. */
export function numberFingerprint(salt: Buffer, number: string): string {
  return sha256(salt, number).toString('base64')
}

const saltOf = (key: Buffer) => sha256(key, 'number').subarray(0, 16)

/** SHA-256 of parts one behind the other. */
export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return hash('sha256', only, 'buffer')
  const running = createHash('sha256')
  for (const part of parts) running.update(part)
  return running.digest()
}

/** How many chains there are, side by side. */
export const SHARDS = 16

/** What the first link of a chain stands on; `audit.append` works out the same. */
export function beginningOf(shard: number): Buffer {
  return sha256(`open-cpis audit chain ${shard}`)
}
