import type { Database } from '../../platform/index.ts'
import type { SignedInPerson } from '../sign-in/relying-party.ts'
import type { EndedSession } from '../tokens/store.ts'

/** A sign-in under way. */
export type PendingRow = {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly returnTo: string
}

export async function keepPending(db: Database, browserHash: Buffer, row: PendingRow, at: Date): Promise<void> {
  await db.query({
    name: 'identity-portal-begin',
    text: `insert into identity.portal_sign_in (browser_hash, state, nonce, code_verifier, return_to, begun_at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [browserHash, row.state, row.nonce, row.codeVerifier, row.returnTo, at],
  })
}

/** Takes a sign-in under way, once; `undefined` when it is not there or was begun before an instant. */
export async function takePending(db: Database, browserHash: Buffer, since: Date): Promise<PendingRow | undefined> {
  const [row] = await db.query<PendingRow>({
    name: 'identity-portal-take',
    text: `with taken as (delete from identity.portal_sign_in where browser_hash = $1 returning *)
      select state, nonce, code_verifier as "codeVerifier", return_to as "returnTo" from taken where begun_at >= $2`,
    values: [browserHash, since],
  })
  return row
}

/** A session as it begins. */
export type NewSession = {
  readonly sessionHash: Buffer
  readonly sessionId: string
  readonly person: SignedInPerson
  readonly issuer: string
  readonly returnTo: string
  readonly at: Date
  readonly endsAt: Date
}

export async function storeSession(tx: Database, session: NewSession): Promise<void> {
  const { person } = session
  await tx.query({
    name: 'identity-portal-session',
    text: `insert into identity.portal_session (session_hash, session_id, user_id, assurance_level, authenticator, issuer,
        cis2_session_id, id_token, offered_role, return_to, authenticated_at, started_at, ends_at, last_used_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12)`,
    values: [
      session.sessionHash,
      session.sessionId,
      person.userId,
      person.assuranceLevel,
      person.authenticator ?? null,
      session.issuer,
      person.sessionId ?? null,
      person.idToken,
      person.selectedRole ?? null,
      session.returnTo,
      person.authenticatedAt,
      session.at,
      session.endsAt,
    ],
  })
}

/** A live session; `Live` says at which instant, and since when it must have been used. */
export type SessionRow = {
  readonly sessionId: string
  readonly userId: string
  readonly assuranceLevel: number
  readonly offeredRole: string | null
  readonly roleProfileId: string | null
  readonly returnTo: string
  readonly authenticatedAt: Date
  readonly idToken: string
}

export type Live = { readonly at: Date; readonly usedSince: Date }

const LIVE = 'session_hash = $1 and ended_at is null and ends_at > $2 and last_used_at > $3'

/** Reads a live session, and notes that it was used: once in half a minute is often enough for a limit in minutes. */
export async function useSession(
  db: Database,
  sessionHash: Buffer,
  { at, usedSince }: Live,
): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>({
    name: 'identity-portal-use',
    text: `with live as (select * from identity.portal_session where ${LIVE}),
      used as (update identity.portal_session session set last_used_at = $2 from live
        where session.session_hash = live.session_hash and live.last_used_at < $2::timestamptz - interval '30 seconds')
      select session_id as "sessionId", user_id as "userId", assurance_level as "assuranceLevel",
        offered_role as "offeredRole", role_profile_id as "roleProfileId", return_to as "returnTo",
        authenticated_at as "authenticatedAt", id_token as "idToken" from live`,
    values: [sessionHash, at, usedSince],
  })
  return row
}

/** Gives a live session a new id and a role; false when it is no longer live. */
export async function moveSession(
  tx: Database,
  from: Buffer,
  to: { readonly sessionHash: Buffer; readonly roleProfileId: string } & Live,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'identity-portal-move',
    text: `update identity.portal_session set session_hash = $4, role_profile_id = $5, last_used_at = $2
      where ${LIVE} returning session_id`,
    values: [from, to.at, to.usedSince, to.sessionHash, to.roleProfileId],
  })
  return rows.length === 1
}

/** Gives the live session of a user a new id, because they proved again who they are; false when it is not theirs. */
export async function renewSession(
  tx: Database,
  from: Buffer,
  to: { readonly sessionHash: Buffer; readonly person: SignedInPerson } & Live,
): Promise<boolean> {
  const { person } = to
  const rows = await tx.query({
    name: 'identity-portal-renew',
    text: `update identity.portal_session set session_hash = $4, authenticated_at = $6, cis2_session_id = $7,
        id_token = $8, last_used_at = $2
      where ${LIVE} and user_id = $5 and role_profile_id is not null returning session_id`,
    values: [
      from,
      to.at,
      to.usedSince,
      to.sessionHash,
      person.userId,
      person.authenticatedAt,
      person.sessionId ?? null,
      person.idToken,
    ],
  })
  return rows.length === 1
}

/** A session that was ended, for the audit. */
export type EndedPortalSession = { readonly sessionId: string; readonly userId: string }

const ENDED = 'returning session_id as "sessionId", user_id as "userId"'

export type Ending = 'signed-out' | 'signed-in-anew'

export function endSessionOf(tx: Database, hash: Buffer, by: Ending, at: Date): Promise<EndedPortalSession[]> {
  return tx.query<EndedPortalSession>({
    text: `update identity.portal_session set ended_at = $3, ended_by = $2
      where session_hash = $1 and ended_at is null ${ENDED}`,
    values: [hash, by, at],
  })
}

/** Ends the sessions on the pages that belong to a CIS2 session, as `endSignInsOfSession` does tokens. */
export function endPortalSessionsOf(tx: Database, session: EndedSession, at: Date): Promise<EndedPortalSession[]> {
  return tx.query<EndedPortalSession>({
    text: `update identity.portal_session set ended_at = $5, ended_by = 'logged-out'
      where ended_at is null and issuer = $1 and authenticated_at <= $4
        and (cis2_session_id = $3 or (user_id = $2 and (cis2_session_id is null or $3::text is null))) ${ENDED}`,
    values: [session.issuer, session.userId ?? null, session.sessionId ?? null, session.begunBefore, at],
  })
}

export function endPortalSessionsOfUser(tx: Database, userId: string, at: Date): Promise<EndedPortalSession[]> {
  return tx.query<EndedPortalSession>({
    text: `update identity.portal_session set ended_at = $2, ended_by = 'account-closed'
      where user_id = $1 and ended_at is null ${ENDED}`,
    values: [userId, at],
  })
}

/** Counts once more, and returns how often this was counted since an instant. */
export async function countPace(
  db: Database,
  { kind, subject }: { readonly kind: string; readonly subject: string },
  { at, since }: { readonly at: Date; readonly since: Date },
): Promise<number> {
  const [row] = await db.query<{ times: number }>({
    name: 'identity-portal-pace',
    text: `with counted as (insert into identity.portal_pace as pace (kind, subject, minute, times)
        values ($1, $2, date_trunc('minute', $3::timestamptz), 1)
        on conflict (kind, subject, minute) do update set times = pace.times + 1 returning times),
      before as (select coalesce(sum(times), 0) as times from identity.portal_pace
        where kind = $1 and subject = $2 and minute > $4 and minute < date_trunc('minute', $3::timestamptz))
      select counted.times + before.times as times from counted, before`,
    values: [kind, subject, at, since],
  })
  return Number(row?.times ?? 0)
}
