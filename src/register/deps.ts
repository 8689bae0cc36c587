import type { NhsNumber, PdsFinding } from '../demographics/index.ts'
import type { Clock, Database, Log, Randomness } from '../platform/index.ts'
import type { RegisterSettings } from './settings.ts'

/** The authority a mailbox belongs to. `code` is our own key of it, `odsCode` what it calls itself in a file. */
export type MailboxAuthority = {
  readonly code: string
  readonly odsCode: string
  readonly name: string
  readonly emergencyPhone?: string
}

/** What applying an upload needs. */
export type RegisterDeps = {
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly findAuthorityOfMailbox: (mailboxId: string) => Promise<MailboxAuthority | undefined>
  /** What PDS says about each number. One that is not in the answer counts as `unavailable`. */
  readonly findInPds: (numbers: readonly NhsNumber[]) => Promise<ReadonlyMap<NhsNumber, PdsFinding>>
  readonly settings: RegisterSettings
}
