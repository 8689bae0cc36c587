import { type Clock, type Database, type Randomness, writeAudit } from '../../platform/index.ts'

type SessionEvent = {
  readonly action: string
  readonly sessionId: string
  readonly userId: string
  readonly roleProfileId?: string
}

/** Writes an event of a session into the system audit, in the transaction it belongs to. */
export function auditSession(
  tx: Database,
  { clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
  { action, sessionId, userId, roleProfileId }: SessionEvent,
): Promise<void> {
  return writeAudit(tx, {
    entryId: randomness.uuid(),
    at: clock.now(),
    action,
    outcome: 'done',
    channel: 'portal',
    requestId: randomness.uuid(),
    asker: { userId, ...(roleProfileId !== undefined && { roleProfileId }) },
    detail: { sessionId },
  })
}
