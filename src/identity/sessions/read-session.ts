import { type Database, dayInEngland, refusal } from '../../platform/index.ts'
import { actorOf } from '../actor-of-bearer.ts'
import { type HeldRole, rolesHeld } from '../store.ts'
import { auditSession } from './audit-session.ts'
import { sessionErrors } from './errors.ts'
import { hashOf, newBrowserId, type Session, type SessionDeps } from './session.ts'
import { endSessionOf, type Live, moveSession, type SessionRow, useSession } from './store.ts'

/** The instant, and since when a session must have been used to be live. */
export function liveAt({ clock, settings }: Pick<SessionDeps, 'clock' | 'settings'>): Live {
  const at = clock.now()
  return { at, usedSince: new Date(at.getTime() - settings.idleMinutes * 60_000) }
}

/**
 * The live session of a browser; `undefined` when there is none, it was unused too long, is over, or was ended. Account
 * and roles are asked for every time, so that what is taken away stops at once (trust.md 5, clause 8.3.2).
 */
export async function readPortalSession(deps: SessionDeps, browserId: string): Promise<Session | undefined> {
  const row = await useSession(deps.db, hashOf(browserId), liveAt(deps))
  return row === undefined ? undefined : sessionOf(deps, row)
}

async function sessionOf(deps: SessionDeps, row: SessionRow): Promise<Session> {
  const held = await rolesHeld(deps.db, row.userId, dayInEngland(deps.clock.now()))
  const role = held.find(one => one.roleProfileId === row.roleProfileId)
  const { userId, assuranceLevel } = row
  return {
    sessionId: row.sessionId,
    userId,
    authenticatedAt: row.authenticatedAt,
    returnTo: row.returnTo,
    idToken: row.idToken,
    roles: held.map(onOffer),
    ...(row.offeredRole !== null && { offeredRole: row.offeredRole }),
    ...(role !== undefined && { actor: actorOf({ userId, assuranceLevel, clientId: deps.settings.clientId }, role) }),
  }
}

function onOffer({ roleProfileId, jobRoleName, orgOds, orgName, activities }: HeldRole) {
  return { roleProfileId, jobRoleName, organisation: { odsCode: orgOds, name: orgName }, activities }
}

/**
 * Confirms the role a session acts in, and returns the new id its browser must hold from now on.
 * Throws SESSION_ROLE_NOT_HELD, SESSION_ENDED_AT_CIS2 when the session is over.
 */
export async function choosePortalRole(deps: SessionDeps, browserId: string, roleProfileId: string): Promise<string> {
  const next = newBrowserId(deps.randomness)
  await deps.db.transaction(async tx => {
    const session = await readPortalSession({ ...deps, db: tx }, browserId)
    if (session === undefined) throw refusal(sessionErrors, 'SESSION_ENDED_AT_CIS2')
    if (!session.roles.some(role => role.roleProfileId === roleProfileId))
      throw refusal(sessionErrors, 'SESSION_ROLE_NOT_HELD')
    await moveSession(tx, hashOf(browserId), { ...liveAt(deps), sessionHash: hashOf(next), roleProfileId })
    const { sessionId, userId } = session
    await auditSession(tx, deps, { action: 'role-chosen', sessionId, userId, roleProfileId })
  })
  return next
}

/** Ends the session of a browser, when it signs out. */
export async function endPortalSession(deps: SessionDeps, browserId: string): Promise<void> {
  await deps.db.transaction(async (tx: Database) => {
    for (const { sessionId, userId } of await endSessionOf(tx, hashOf(browserId), 'signed-out', deps.clock.now()))
      await auditSession(tx, deps, { action: 'session-ended', sessionId, userId })
  })
}
