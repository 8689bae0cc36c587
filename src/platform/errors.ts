/** One refusal: the HTTP status an edge falls back on, and the sentence a person reads. */
export type CatalogueRow = { readonly status: number; readonly sentence: string }

/** A refusal with a code of the catalogue. `detail` may hold no NHS number, name or date of birth. */
export class CpisError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string | undefined

  constructor(code: string, row: CatalogueRow, detail?: string, cause?: unknown) {
    super(detail === undefined ? row.sentence : `${row.sentence} (${detail})`, { cause })
    this.name = 'CpisError'
    this.code = code
    this.status = row.status
    this.detail = detail
  }
}

/** Declares a context's rows of the error catalogue; the keys become its part of the type `ErrorCode`. */
export function defineErrors<const Rows extends Record<string, CatalogueRow>>(rows: Rows): Rows {
  return rows
}

/** Makes the error of a catalogue row, to be thrown: `throw refusal(lookupErrors, 'LOOKUP_…')`. */
export function refusal<Rows extends Record<string, CatalogueRow>>(
  rows: Rows,
  code: keyof Rows & string,
  detail?: string,
  cause?: unknown,
): CpisError {
  return new CpisError(code, rows[code] as CatalogueRow, detail, cause)
}

/** True for a refusal of our own, as against a fault nobody foresaw. */
export function isRefusal(error: unknown): error is CpisError {
  return error instanceof CpisError
}

export const platformErrors = defineErrors({
  CONFIG_INVALID: { status: 500, sentence: 'The configuration is not usable' },
  DATABASE_UNAVAILABLE: { status: 503, sentence: 'The database cannot be reached' },
  TOO_MUCH_IN_HAND: {
    status: 503,
    sentence: 'More is being asked at this moment than can be answered in time; ask again',
  },
  EMBEDDED_POSTGRES_UNREACHABLE: {
    status: 500,
    sentence: 'The embedded PostgreSQL may not run as root and its folder is closed to other users',
  },
  EMBEDDED_POSTGRES_MISSING: { status: 500, sentence: 'There is no embedded PostgreSQL for this machine' },
  EMBEDDED_POSTGRES_FAILED: { status: 500, sentence: 'The embedded PostgreSQL did not start' },
  MASTER_KEYS_INVALID: { status: 500, sentence: 'The master keys are not usable' },
  INDEX_KEY_WRONG: {
    status: 500,
    sentence:
      'The index key is not the one this database was filled under: no child would be found. Set CPIS_INDEX_KEY to that one',
  },
  SEALED_VALUE_UNREADABLE: { status: 500, sentence: 'A sealed value does not open' },
  AUDIT_CHAIN_BROKEN: { status: 500, sentence: 'The links of the audit do not follow on from one another' },
  AUDIT_ENTRY_UNPROVABLE: { status: 500, sentence: 'The entry of the audit cannot be proved' },
  AUDIT_PROOF_INVALID: { status: 500, sentence: 'The proof does not lead to the checkpoint' },
  CHECKPOINT_INVALID: { status: 500, sentence: 'A checkpoint cannot be read' },
  CHECKPOINT_STORE_DIFFERS: { status: 500, sentence: 'The store of checkpoints has something else under this name' },
  CHECKPOINT_STORE_INCOMPLETE: { status: 500, sentence: 'The store of checkpoints lacks a part of the tree' },
  NOTE_KEY_INVALID: { status: 500, sentence: 'The key of a note is none, or does not belong to its name' },
  NOTE_SIGNATURE_INVALID: { status: 500, sentence: 'A note is not signed by this key' },
  WITNESS_INCONSISTENT: { status: 500, sentence: 'The checkpoint does not continue the one this witness saw last' },
  MIGRATION_LOCKED: {
    status: 500,
    sentence: 'A table was in use for longer than a migration may wait for it; nothing of it was done, run it again',
  },
  MIGRATION_CHANGED: { status: 500, sentence: 'A migration that has already run was changed' },
})
