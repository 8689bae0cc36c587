import type { Clock, Database, Randomness } from '../../platform/index.ts'

/** What the use cases for an authority's own staff stand on; `db` acting as `authority`. */
export type ForAuthorityDeps = { readonly db: Database; readonly clock: Clock; readonly randomness: Randomness }

/** A page of a list: at most `limit`, after `skip` others. */
export type Slice = { readonly skip: number; readonly limit: number }

/** A part of a list, and how many there are in all. */
export type Sliced<One> = { readonly rows: readonly One[]; readonly total: number }
