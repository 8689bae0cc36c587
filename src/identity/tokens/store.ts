import type { Database } from '../../platform/index.ts'
import type { SubjectSignIn } from './subject-token.ts'

/** A sign-in as it is begun. */
export type SignInRow = {
  readonly signInId: string
  readonly clientId: string
  readonly issuer: string
  readonly subject: SubjectSignIn
  readonly startedAt: Date
  readonly endsAt: Date
}

/** The tokens handed out together. */
export type TokenRows = {
  readonly signInId: string
  readonly accessHash: Buffer
  readonly refreshHash: Buffer
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** Sign-ins begin side by side; a session ends alone, so that none that begins meanwhile slips by. */
const BEGIN_OR_END = 407_012

export async function whileNoSessionEnds(tx: Database): Promise<void> {
  await tx.query({ text: 'select pg_advisory_xact_lock_shared($1)', values: [BEGIN_OR_END] })
}

export async function whileNoSignInBegins(tx: Database): Promise<void> {
  await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [BEGIN_OR_END] })
}

export async function isAccountClosed(db: Database, userId: string): Promise<boolean> {
  const [row] = await db.query<{ closed: boolean }>({
    name: 'identity-account-closed',
    text: 'select exists (select from identity.closed_account where user_id = $1) as closed',
    values: [userId],
  })
  return row?.closed === true
}

/** Whether CIS2 said that the session of a sign-in ended, at or after the time the user proved who they are. */
export async function isSessionEnded(db: Database, subject: SubjectSignIn): Promise<boolean> {
  const [row] = await db.query<{ ended: boolean }>({
    name: 'identity-session-ended',
    text: `select exists (select from identity.ended_session ended where ended.at >= $3
        and (ended.session_id = $2 or (ended.user_id = $1 and (ended.session_id is null or $2::text is null)))) as ended`,
    values: [subject.userId, subject.sessionId ?? null, subject.authenticatedAt],
  })
  return row?.ended === true
}

export async function storeSignIn(tx: Database, row: SignInRow): Promise<void> {
  const { subject } = row
  await tx.query({
    name: 'identity-sign-in',
    text: `insert into identity.sign_in (sign_in_id, client_id, user_id, selected_role, assurance_level, authenticator,
        issuer, session_id, started_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      row.signInId,
      row.clientId,
      subject.userId,
      subject.selectedRole ?? null,
      subject.assuranceLevel,
      subject.authenticator ?? null,
      row.issuer,
      subject.sessionId ?? null,
      row.startedAt,
      row.endsAt,
    ],
  })
}

export async function storeTokens(tx: Database, row: TokenRows): Promise<void> {
  await tx.query({
    name: 'identity-tokens',
    text: `with access as (insert into identity.access_token (token_hash, sign_in_id, issued_at, expires_at)
        values ($1, $3, $4, $5))
      insert into identity.refresh_token (token_hash, sign_in_id, issued_at) values ($2, $3, $4)`,
    values: [row.accessHash, row.refreshHash, row.signInId, row.issuedAt, row.expiresAt],
  })
}

/** A refresh token with the sign-in it belongs to. */
export type HeldRefresh = {
  readonly signInId: string
  readonly userId: string
  readonly assuranceLevel: number
  readonly selectedRole: string | null
  readonly endsAt: Date
  readonly isEnded: boolean
  readonly isUsed: boolean
  readonly isAccountClosed: boolean
}

/** Finds a refresh token of an application and holds it until the transaction ends, so that it is taken once. */
export async function holdRefreshToken(tx: Database, hash: Buffer, clientId: string): Promise<HeldRefresh | undefined> {
  const [found] = await tx.query<HeldRefresh>({
    name: 'identity-hold-refresh',
    text: `select sign_in_id as "signInId", user_id as "userId", assurance_level as "assuranceLevel",
        selected_role as "selectedRole", ends_at as "endsAt", ended_at is not null as "isEnded",
        refresh.used_at is not null as "isUsed",
        exists (select from identity.closed_account closed where closed.user_id = sign_in.user_id) as "isAccountClosed"
      from identity.refresh_token refresh join identity.sign_in using (sign_in_id)
      where refresh.token_hash = $1 and client_id = $2 for update of refresh`,
    values: [hash, clientId],
  })
  return found
}

/** Marks a refresh token as used and counts the refresh; returns how many there were, this one counted. */
export async function useRefreshToken(tx: Database, hash: Buffer, at: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'identity-use-refresh',
    text: `with used as (update identity.refresh_token set used_at = $2 where token_hash = $1 returning sign_in_id)
      update identity.sign_in set refresh_count = refresh_count + 1 from used
      where sign_in.sign_in_id = used.sign_in_id returning refresh_count as count`,
    values: [hash, at],
  })
  return row?.count ?? 0
}

export type Ending = 'revoked' | 'logged-out' | 'refresh-reused' | 'account-closed'

/** A sign-in that was ended, for the audit. */
export type EndedSignIn = {
  readonly signInId: string
  readonly userId: string
  readonly clientId: string
  readonly selectedRole: string | null
}

const ENDED = `returning sign_in_id as "signInId", user_id as "userId", client_id as "clientId",
  selected_role as "selectedRole"`

export function endSignIn(tx: Database, signInId: string, by: Ending, at: Date): Promise<EndedSignIn[]> {
  return tx.query<EndedSignIn>({
    text: `update identity.sign_in set ended_at = $3, ended_by = $2 where sign_in_id = $1 and ended_at is null ${ENDED}`,
    values: [signInId, by, at],
  })
}

/** Ends the sign-in a token of an application belongs to, whichever of its two kinds it is. */
export function endSignInOfToken(tx: Database, hash: Buffer, clientId: string, at: Date): Promise<EndedSignIn[]> {
  return tx.query<EndedSignIn>({
    text: `update identity.sign_in set ended_at = $3, ended_by = 'revoked' where client_id = $2 and ended_at is null
      and sign_in_id in (select sign_in_id from identity.access_token where token_hash = $1
        union all select sign_in_id from identity.refresh_token where token_hash = $1) ${ENDED}`,
    values: [hash, clientId, at],
  })
}

export type EndedSession = {
  readonly issuer: string
  readonly userId: string | undefined
  readonly sessionId: string | undefined
  /** When CIS2 said so, by its clock: ID tokens of a later sign-in are not touched. */
  readonly at: Date
  /** The same by our clock: sign-ins begun later are not touched. */
  readonly begunBefore: Date
}

/** Ends the sign-ins of a CIS2 session; those of the user whose session is not known are ended too. */
export function endSignInsOfSession(tx: Database, session: EndedSession, at: Date): Promise<EndedSignIn[]> {
  return tx.query<EndedSignIn>({
    text: `update identity.sign_in set ended_at = $5, ended_by = 'logged-out'
      where ended_at is null and issuer = $1 and started_at <= $4
        and (session_id = $3 or (user_id = $2 and (session_id is null or $3::text is null))) ${ENDED}`,
    values: [session.issuer, session.userId ?? null, session.sessionId ?? null, session.begunBefore, at],
  })
}

export async function storeEndedSession(tx: Database, id: string, session: EndedSession): Promise<void> {
  await tx.query({
    text: `insert into identity.ended_session (ended_session_id, issuer, user_id, session_id, at)
      values ($1, $2, $3, $4, $5)`,
    values: [id, session.issuer, session.userId ?? null, session.sessionId ?? null, session.at],
  })
}

export function endSignInsOfUser(tx: Database, userId: string, at: Date): Promise<EndedSignIn[]> {
  return tx.query<EndedSignIn>({
    text: `update identity.sign_in set ended_at = $2, ended_by = 'account-closed'
      where user_id = $1 and ended_at is null ${ENDED}`,
    values: [userId, at],
  })
}
