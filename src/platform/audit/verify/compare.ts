import type { Keyring } from '../../keys/keyring.ts'
import { canonicalJson } from '../canonical.ts'
import { accessFingerprint, type LinkLine, numberFingerprint, openLink, type SealedPart } from '../link.ts'

/** An entry as its table holds it. */
export type EntryRow = {
  readonly entry_id: string
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly channel: string
  readonly request_id: string
  readonly nhs_number: string | null
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
  readonly nhs_number: string
  readonly at: Date
  readonly counted: boolean
  readonly notify: boolean
  readonly author: unknown
  readonly author_key: string
  readonly channel: string
  readonly client_id: string
  readonly request_id: string
  readonly kind: string
  readonly detail: unknown
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

/** Whether an entry is what its link says. Of one that was erased only the open line can be compared. */
export function isAsLinked(row: EntryRow, { line, sealed }: Opened): boolean {
  const open = [row.entry_id, row.at.toISOString(), row.action, row.channel, row.mode, row.outcome, row.linked]
  const said = [line.entryId, line.at, line.action, line.channel, line.mode, line.outcome, true]
  if (canonicalJson(open) !== canonicalJson(said)) return false
  if (sealed === undefined) return row.erased_at !== null && row.nhs_number === null
  if (row.erased_at !== null) return false
  const { access: _access, detail, ...asked } = sealed.part
  const held: Omit<SealedPart, 'access' | 'detail'> = {
    nhsNumber: row.nhs_number,
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

/** Whether an access is what the link of its entry says. */
export function isAccessAsLinked(row: AccessRow, { line, sealed }: Opened): boolean {
  if (sealed === undefined) return false
  const { part, salt } = sealed
  const { author, author_key: authorKey, kind, detail } = row
  const number =
    line.number === null ? row.nhs_number === part.nhsNumber : numberFingerprint(salt, row.nhs_number) === line.number
  const counted = line.access === 'counted'
  return (
    number &&
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
