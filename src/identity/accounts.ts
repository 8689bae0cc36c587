import { type Clock, type Database, type Randomness, refusal, writeAudit } from '../platform/index.ts'
import { administrationErrors } from './applications/errors.ts'
import { endPortalSessionsOfUser } from './sessions/store.ts'
import { endSignInsOfUser, whileNoSignInBegins } from './tokens/store.ts'

/** Administration is done under the owner of the tables; the service's own role may only read them. */
export type AdministrationDeps = { readonly owner: Database; readonly clock: Clock; readonly randomness: Randomness }

/**
 * Closes a user's account: every sign-in and session ends within the same moment, and none begins until it is opened again
 * (trust.md 5, clause 7.4.2). Returns how many sign-ins ended. Throws USER_ID_INVALID.
 */
export function closeAccount(deps: AdministrationDeps, userId: string): Promise<number> {
  checkUserId(userId)
  return deps.owner.transaction(async tx => {
    await whileNoSignInBegins(tx)
    const at = deps.clock.now()
    await tx.query({
      text: 'insert into identity.closed_account (user_id, closed_at) values ($1, $2) on conflict do nothing',
      values: [userId, at],
    })
    const ended = await endSignInsOfUser(tx, userId, at)
    await endPortalSessionsOfUser(tx, userId, at)
    await auditAccount(tx, deps, { action: 'account-closed', userId, signInsEnded: ended.length })
    return ended.length
  })
}

/** Opens a closed account again; sign-ins that ended stay so. Throws USER_ID_INVALID. */
export function reopenAccount(deps: AdministrationDeps, userId: string): Promise<void> {
  checkUserId(userId)
  return deps.owner.transaction(async tx => {
    await tx.query({ text: 'delete from identity.closed_account where user_id = $1', values: [userId] })
    await auditAccount(tx, deps, { action: 'account-reopened', userId, signInsEnded: 0 })
  })
}

type AccountEvent = { readonly action: string; readonly userId: string; readonly signInsEnded: number }

function auditAccount(tx: Database, deps: AdministrationDeps, event: AccountEvent): Promise<void> {
  const { action, userId, signInsEnded } = event
  const { clock, randomness } = deps
  return writeAudit(tx, {
    entryId: randomness.uuid(),
    at: clock.now(),
    action,
    outcome: 'done',
    channel: 'administration',
    requestId: randomness.uuid(),
    asker: { userId },
    detail: { signInsEnded },
  })
}

function checkUserId(userId: string): void {
  if (!/^\d{12}$/.test(userId)) throw refusal(administrationErrors, 'USER_ID_INVALID')
}
