import { childKey } from '../../keys/child-key.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { openJson } from '../../keys/sealed-json.ts'
import { canonicalJson } from '../canonical.ts'
import { accessFingerprint, type LinkLine, numberFingerprint, openLink, openNumber, type SealedPart } from '../link.ts'

/** An entry as its table holds it. */
export type EntryRow = {
  readonly entry_id: string
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly channel: string
  readonly request_id: string
  readonly child_key: string | null
  readonly number_sealed: Buffer | null
  readonly mode: string | null
  readonly user_id: string | null
  readonly role_profile_id: string | null
  readonly activity: string | null
  readonly organisation: string | null
  readonly client_id: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly wrapped_key: Buffer | null
  readonly erased_at: Date | null
  readonly linked: boolean
}

/** An access as its table holds it. */
export type AccessRow = {
  readonly access_id: string
  readonly child_key: string
  readonly at: Date
  readonly counted: boolean
  readonly notify: boolean
  readonly author: unknown
  readonly author_key: string
  readonly channel: string
  readonly client_id: string
  readonly request_id: string
  readonly kind: string
  readonly detail_sealed: Buffer | null
  readonly number_sealed: Buffer | null
  readonly linked: boolean
}

/** What a link says: its open line, and what it has sealed, where the key was not destroyed. */
export type Opened = { readonly line: LinkLine; readonly sealed?: { readonly part: SealedPart; readonly salt: Buffer } }

/** Opens a link with the key that lies beside its entry. Throws SEALED_VALUE_UNREADABLE. */
export function opened(
  keyring: Keyring,
  read: { readonly line: LinkLine; readonly sealed: Buffer },
  key: Buffer | null,
): Opened {
  return key === null ? { line: read.line } : { line: read.line, sealed: openLink(keyring, read, key) }
}

/** Whether an entry is what its link says. Of one that was erased only the open line can be compared. Throws SEALED_VALUE_UNREADABLE. */
export function isAsLinked(keyring: Keyring, row: EntryRow, { line, sealed }: Opened): boolean {
  const open = [row.entry_id, row.at.toISOString(), row.action, row.channel, row.mode, row.outcome, row.linked]
  const said = [line.entryId, line.at, line.action, line.channel, line.mode, line.outcome, true]
  if (canonicalJson(open) !== canonicalJson(said)) return false
  if (sealed === undefined) return row.erased_at !== null && row.child_key === null && row.number_sealed === null
  if (row.erased_at !== null || row.child_key !== keyOrNull(keyring, sealed.part.nhsNumber)) return false
  const { access: _access, detail, ...asked } = sealed.part
  const held: Omit<SealedPart, 'access' | 'detail'> = {
    nhsNumber: openNumber(keyring, row) ?? null,
    requestId: row.request_id,
    userId: row.user_id,
    roleProfileId: row.role_profile_id,
    activity: row.activity,
    organisation: row.organisation,
    clientId: row.client_id,
  }
  const details = { ...(detail as object), ...(line.withheld && { withheld: true }) }
  return canonicalJson([held, row.detail]) === canonicalJson([asked, details])
}

const keyOrNull = (keyring: Keyring, number: string | null) => (number === null ? null : childKey(keyring, number))

/** Whether an access is what the link of its entry says. Throws SEALED_VALUE_UNREADABLE. */
export function isAccessAsLinked(keyring: Keyring, row: AccessRow, { line, sealed }: Opened): boolean {
  if (sealed === undefined) return false
  const { part, salt } = sealed
  const { author, author_key: authorKey, kind } = row
  const context = `lookup.access ${row.access_id}`
  const detail = row.detail_sealed && openJson(keyring, row.detail_sealed, context)
  const counted = line.access === 'counted'
  return (
    isOfChild(keyring, row, { line, part, salt }) &&
    row.linked &&
    row.at.toISOString() === line.at &&
    row.counted === counted &&
    row.notify === counted &&
    row.channel === line.channel &&
    row.client_id === part.clientId &&
    row.request_id === part.requestId &&
    accessFingerprint({ author, authorKey, kind, detail }) === part.access
  )
}

type Said = { readonly line: LinkLine; readonly part: SealedPart; readonly salt: Buffer }

/** Whether an access is kept under the number asked about, or under the other one its link has the fingerprint of. */
function isOfChild(keyring: Keyring, row: AccessRow, { line, part, salt }: Said): boolean {
  if (line.number === null || !line.isByNumber) {
    if (row.number_sealed !== null) return false
    return line.number === null
      ? row.child_key === keyOrNull(keyring, part.nhsNumber)
      : numberFingerprint(salt, row.child_key) === line.number
  }
  if (row.number_sealed === null) return false
  const number = openJson<string>(keyring, row.number_sealed, `lookup.access ${row.access_id}`)
  return row.child_key === childKey(keyring, number) && numberFingerprint(salt, number) === line.number
}
