import type { Clock, Database, Keyring, Log, Profile, Randomness } from '../../platform/index.ts'

export type MeshServerSettings = {
  /** The secret all mailboxes of an environment share. */
  readonly sharedKey: string
  readonly profile: Profile
  /** 32 bytes: mailbox passwords are sealed under it. */
  readonly passwordKey: Uint8Array
  /** Whether a send refused with 417 also puts a report into the sender's inbox, as nationally. Yes when not said. */
  readonly refusalReports?: boolean
  /**
   * How a file that cannot be what its workflow carries is told (code 15): by a report alone, the send being answered
   * 202, or by a 417 as well. No source says which; by a report when not said.
   */
  readonly unacceptableFiles?: 'reported' | 'refused'
  /** Whether a caller must present the certificate of its own mailbox; the server then listens with mutual TLS. */
  readonly bindCertificates?: boolean
}

/**
 * How PostgreSQL plans for the exchange: by its indexes, whatever the tables held at that moment. A plan made while
 * they were empty would read them whole when they are full, until statistics catch up.
 */
export const MESH_SESSION = { enable_seqscan: 'off', jit: 'off' } as const

export type MeshServerDeps = {
  /** Acting as `mesh`, with `MESH_SESSION`. */
  readonly db: Database
  /** Bodies and headers are sealed under data keys wrapped by it. */
  readonly keyring: Keyring
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly settings: MeshServerSettings
  /** Judges a body under its workflow by its first bytes, 64 KB at most, unpacked. Every body passes when not given. */
  readonly isAcceptable?: (workflowId: string, head: Uint8Array) => true | 'bad-cpis-file'
}
