import { type Clock, type Database, dayInEngland, refusal } from '../../platform/index.ts'
import type { Channel } from '../applications/application.ts'
import { identityErrors } from '../errors.ts'
import { sha256 } from '../opaque-token.ts'
import { type BearerRow, bearerRows, type HeldRole } from '../store.ts'
import type { SignIn } from './verify-id-token.ts'

export type ResolveDeps = { readonly db: Database; readonly clock: Clock; readonly channel?: Channel }

/** The activities an application's registration can withhold; all others are none of its business. */
const WITHHELD: readonly string[] = ['B0107', 'B0170']

/**
 * The sign-in an access token belongs to and the roles its user holds, all as they stand at this moment. A token that
 * was revoked, or whose session, account, application or agreement has ended, is as one never issued. Throws
 * ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED (fhir-api.md 4.5 row E3).
 */
export async function resolveToken(
  deps: ResolveDeps,
  token: string,
): Promise<{ readonly signIn: SignIn; readonly held: readonly HeldRole[] }> {
  const now = deps.clock.now()
  const rows = await bearerRows(deps.db, sha256(token), dayInEngland(now))
  const [row] = rows
  if (row === undefined || !row.isLive) throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID')
  if (row.expiresAt <= now) throw refusal(identityErrors, 'ACCESS_TOKEN_EXPIRED')
  if (deps.channel !== undefined && !row.channels.includes(deps.channel))
    throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID')
  const { userId, clientId, assuranceLevel, selectedRole } = row
  return {
    signIn: { userId, clientId, assuranceLevel, ...(selectedRole === null ? {} : { selectedRole }) },
    held: rows.flatMap(usableRole),
  }
}

function usableRole(row: BearerRow): HeldRole[] {
  if (row.roleProfileId === null) return []
  const activities = row.activities.filter(code => !WITHHELD.includes(code) || row.usable.includes(code))
  return [{ ...row, activities }]
}
