import type { Author, NamedOrganisation } from '../identity/index.ts'
import type { NotBrought } from '../lookup/index.ts'

/** A child's or mother's own id at the local authority, with `ODSCODE:ODS NAME` where it was given. */
export type LocalId = { readonly value: string; readonly authority?: string }

/** Message 05: who looked at records this authority uploaded (hl7v3.md 4.5). */
export type AccessNotice = {
  readonly kind: 'access'
  /** The message's own id; a receiver drops one it has seen. */
  readonly noticeId: string
  readonly createdAt: Date
  readonly authority: NamedOrganisation
  readonly accesses: readonly {
    readonly accessId: string
    readonly at: Date
    readonly author: Author
    readonly nhsNumber: string
    readonly localId?: LocalId
    /** The sequence number of the upload the record came from. */
    readonly uploadSequence: string
  }[]
}

/** Message 06: NHS numbers this authority uploaded that are no longer in use (hl7v3.md 4.6). */
export type InactiveNumberNotice = {
  readonly kind: 'inactive-number'
  readonly noticeId: string
  readonly createdAt: Date
  readonly authority: NamedOrganisation
  readonly numbers: readonly {
    readonly nhsNumber: string
    readonly localId?: LocalId
    /** The number that took its place; none after an adoption. */
    readonly replacedBy?: string
    readonly uploadSequence: string
  }[]
}

/** Our own: a child or mother whose record this authority uploaded was not brought to an appointment (health-side.md 2.4). */
export type WasNotBroughtNotice = {
  readonly kind: 'was-not-brought'
  readonly noticeId: string
  readonly createdAt: Date
  readonly authority: NamedOrganisation
  readonly alert: NotBrought & {
    readonly accessId: string
    readonly at: Date
    readonly author: Author
    readonly nhsNumber: string
    readonly localId?: LocalId
    readonly uploadSequence: string
  }
}

export type Notice = AccessNotice | InactiveNumberNotice | WasNotBroughtNotice
