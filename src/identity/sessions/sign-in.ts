import { type Database, refusal } from '../../platform/index.ts'
import type { SignedInPerson } from '../sign-in/relying-party.ts'
import { isAccountClosed, isSessionEnded, whileNoSessionEnds } from '../tokens/store.ts'
import { auditSession } from './audit-session.ts'
import { sessionErrors } from './errors.ts'
import { liveAt } from './read-session.ts'
import { hashOf, newBrowserId, type SessionDeps } from './session.ts'
import { endSessionOf, keepPending, renewSession, storeSession, takePending } from './store.ts'

/** A sign-in must come back from CIS2 within so long. */
const PENDING_MS = 15 * 60_000

export type BegunSignIn = {
  /** Where to send the browser. */
  readonly url: URL
  /** What the browser must bring back. */
  readonly browserId: string
}

/**
 * Begins a sign-in at CIS2. `returnTo` is a path of ours; `again` asks the user to prove anew who they are.
 * Throws SIGN_IN_UNAVAILABLE.
 */
export async function beginPortalSignIn(
  deps: SessionDeps,
  wish: { readonly returnTo: string; readonly again: boolean },
): Promise<BegunSignIn> {
  const { url, pending } = await deps.relyingParty.begin({ chooseAgain: wish.again })
  const browserId = newBrowserId(deps.randomness)
  await keepPending(deps.db, hashOf(browserId), { ...pending, returnTo: wish.returnTo }, deps.clock.now())
  return { url, browserId }
}

export type CompletedSignIn = { readonly sessionBrowserId: string; readonly returnTo: string }

/** What the browser brings back from CIS2: its address, the id of the sign-in, and of a session it still has. */
export type CameBack = {
  readonly calledBack: URL
  readonly browserId: string | undefined
  readonly sessionBrowserId: string | undefined
}

/**
 * Ends a sign-in: a new session without a role; where the same user proved again who they are, their session under a new
 * id. Nobody can give a browser a session of their own making: the id is new each time. Throws SESSION_SIGN_IN_UNKNOWN,
 * SESSION_ENDED_AT_CIS2, SESSION_ACCOUNT_CLOSED, and what `RelyingParty.complete` throws.
 */
export async function completePortalSignIn(deps: SessionDeps, back: CameBack): Promise<CompletedSignIn> {
  const since = new Date(deps.clock.now().getTime() - PENDING_MS)
  const pending = back.browserId === undefined ? undefined : await takePending(deps.db, hashOf(back.browserId), since)
  if (pending === undefined) throw refusal(sessionErrors, 'SESSION_SIGN_IN_UNKNOWN')
  const person = await deps.relyingParty.complete(back.calledBack, pending)
  const sessionBrowserId = newBrowserId(deps.randomness)
  await deps.db.transaction(async tx => {
    await whileNoSessionEnds(tx)
    await checkStillIn(tx, person)
    if (await renewed(tx, deps, { back, person, sessionBrowserId })) return
    await beginSession(tx, deps, { back, person, sessionBrowserId, returnTo: pending.returnTo })
  })
  return { sessionBrowserId, returnTo: pending.returnTo }
}

async function checkStillIn(tx: Database, person: SignedInPerson): Promise<void> {
  if (await isAccountClosed(tx, person.userId)) throw refusal(sessionErrors, 'SESSION_ACCOUNT_CLOSED')
  if (await isSessionEnded(tx, person)) throw refusal(sessionErrors, 'SESSION_ENDED_AT_CIS2')
}

type Completing = { readonly back: CameBack; readonly person: SignedInPerson; readonly sessionBrowserId: string }

async function renewed(
  tx: Database,
  deps: SessionDeps,
  { back, person, sessionBrowserId }: Completing,
): Promise<boolean> {
  if (back.sessionBrowserId === undefined) return false
  const live = liveAt(deps)
  return renewSession(tx, hashOf(back.sessionBrowserId), { ...live, sessionHash: hashOf(sessionBrowserId), person })
}

async function beginSession(
  tx: Database,
  deps: SessionDeps,
  { back, person, sessionBrowserId, returnTo }: Completing & { readonly returnTo: string },
): Promise<void> {
  const at = deps.clock.now()
  if (back.sessionBrowserId !== undefined) await endSessionOf(tx, hashOf(back.sessionBrowserId), 'signed-in-anew', at)
  const sessionId = deps.randomness.uuid()
  const endsAt = new Date(at.getTime() + deps.settings.hours * 3_600_000)
  const sessionHash = hashOf(sessionBrowserId)
  await storeSession(tx, { sessionHash, sessionId, person, issuer: deps.settings.issuer, returnTo, at, endsAt })
  await auditSession(tx, deps, { action: 'session-begun', sessionId, userId: person.userId })
}
