import { type AuditEntry, type Clock, type Database, type Randomness, writeAudit } from '../../platform/index.ts'

/** What happened to a token or a sign-in, for the system audit. Never a token, never a name. */
export type TokenEvent = Pick<AuditEntry, 'action' | 'outcome' | 'requestId' | 'asker' | 'detail'>

/** Writes an event of sign-in to the system audit, in the transaction it belongs to. */
export function auditTokens(
  tx: Database,
  { clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
  event: TokenEvent,
): Promise<void> {
  return writeAudit(tx, { entryId: randomness.uuid(), at: clock.now(), channel: 'oauth2', ...event })
}
