import type { Database } from './database.ts'

/** Who asked, as the system audit keeps it. Empty parts are things that were not known when the ask was refused. */
export type AuditedAsker = {
  readonly userId?: string
  readonly roleProfileId?: string
  readonly activity?: string
  readonly organisation?: string
  readonly clientId?: string
}

/** One entry of the system audit: every ask, refusals and silent reads included. It never holds what was answered. */
export type AuditEntry = {
  readonly entryId: string
  readonly at: Date
  /** What was asked for: `look-up`, `access-history`, `upload`. */
  readonly action: string
  /** How it ended: `Known`, `NotKnown`, `NotChecked`, or a code of the error catalogue. */
  readonly outcome: string
  /** The door: `fhir`, `hl7v3`, `portal`, `mesh`. */
  readonly channel: string
  readonly requestId: string
  readonly nhsNumber?: string
  readonly mode?: 'standard' | 'silent'
  readonly asker: AuditedAsker
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/**
 * The audit's columns in the order of `auditValues`, for a context that writes its entry in a statement of its own.
 */
export const AUDIT_COLUMNS =
  'entry_id, at, action, outcome, channel, request_id, nhs_number, mode, user_id, role_profile_id, activity, organisation, client_id, detail'

export function auditValues(entry: AuditEntry): unknown[] {
  const { asker } = entry
  return [
    entry.entryId,
    entry.at,
    entry.action,
    entry.outcome,
    entry.channel,
    entry.requestId,
    entry.nhsNumber ?? null,
    entry.mode ?? null,
    asker.userId ?? null,
    asker.roleProfileId ?? null,
    asker.activity ?? null,
    asker.organisation ?? null,
    asker.clientId ?? null,
    JSON.stringify(entry.detail ?? {}),
  ]
}

/** Writes one entry of the system audit. */
export async function writeAudit(db: Database, entry: AuditEntry): Promise<void> {
  await db.query({
    name: 'audit-write',
    text: `insert into audit.entry (${AUDIT_COLUMNS}) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
    values: auditValues(entry),
  })
}
