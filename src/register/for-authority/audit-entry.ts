import type { Actor } from '../../identity/index.ts'
import { type AuditEntry, type Clock, type Randomness, writeAudit } from '../../platform/index.ts'
import type { ForAuthorityDeps } from './deps.ts'

/** What staff of an authority asked for on its pages, and how that ended. */
export type AskedByAuthority = {
  readonly action: string
  readonly outcome: string
  readonly actor: Actor
  readonly requestId: string
  readonly nhsNumber?: string
  /** What besides, such as which notice; nothing about a child. */
  readonly detail?: AuditEntry['detail']
}

/** The entry of the system audit about a page of an authority. */
export function entryOf(
  { clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
  { action, outcome, actor, requestId, nhsNumber, detail }: AskedByAuthority,
): AuditEntry {
  const { author, clientId } = actor
  const person = author.kind === 'person' ? author : undefined
  return {
    entryId: randomness.uuid(),
    at: clock.now(),
    action,
    outcome,
    channel: 'portal',
    requestId,
    asker: {
      organisation: author.organisation.odsCode,
      clientId,
      ...(person && { userId: person.userId }),
      ...(person?.roleProfileId && { roleProfileId: person.roleProfileId }),
    },
    ...(nhsNumber !== undefined && { nhsNumber }),
    ...(detail !== undefined && { detail }),
  }
}

/** Writes what staff of an authority were refused, such as an id of another authority, into the system audit. */
export function recordAuthorityRefusal(
  deps: ForAuthorityDeps,
  refused: Omit<AskedByAuthority, 'action'>,
): Promise<void> {
  return writeAudit(deps.db, entryOf(deps, { ...refused, action: 'authority-page' }))
}
