import type { Clock, Database, Keyring, Randomness } from '../platform/index.ts'

export type RecordsDeps = {
  /** Under the role `cpis_records`. */
  readonly db: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Who does something, by the login the command runs under; about no child. */
export type Operator = { readonly by: string }
