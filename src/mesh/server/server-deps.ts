import type { Clock, Database, Log, Profile, Randomness } from '../../platform/index.ts'

export type MeshServerSettings = {
  /** The secret all mailboxes of an environment share. */
  readonly sharedKey: string
  readonly profile: Profile
  /** 32 bytes: mailbox passwords are sealed under it. */
  readonly passwordKey: Uint8Array
  /** Whether a send refused with 417 also puts a report into the sender's inbox, as nationally. Yes when not said. */
  readonly refusalReports?: boolean
}

export type MeshServerDeps = {
  /** Under the login role `mesh`. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly settings: MeshServerSettings
}
