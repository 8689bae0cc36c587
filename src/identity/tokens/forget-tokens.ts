import type { Clock, Database } from '../../platform/index.ts'

const HOUR_MS = 3_600_000

/** How long after its end a thing is kept: an answer in flight, a clock that differs, an ID token of an hour. */
const KEPT_MS = 24 * HOUR_MS

const FORGET = [
  'delete from identity.access_token where expires_at <= $1',
  // Its refresh tokens go with it.
  'delete from identity.sign_in where ends_at <= $1',
  'delete from identity.used_assertion where expires_at <= $1',
  'delete from identity.ended_session where at <= $1',
  'delete from identity.refused_request where minute <= $1',
  'delete from identity.portal_session where ends_at <= $1',
  'delete from identity.portal_sign_in where begun_at <= $1',
  'delete from identity.portal_pace where minute <= $1',
]

/**
 * Forgets tokens, sign-ins, sessions on the pages, assertion ids, ended sessions and counts that have not mattered for a day. The system audit
 * keeps who signed in. Run it now and then.
 */
export async function forgetTokens(deps: { readonly db: Database; readonly clock: Clock }): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - KEPT_MS)
  for (const text of FORGET) await deps.db.query({ text, values: [before] })
}
