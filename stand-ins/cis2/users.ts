import { type RoleProfileRow, readRoleProfiles } from '../../src/identity/index.ts'
import type { CalendarDate } from '../../src/platform/index.ts'

/** Somebody who can sign in: an invented member of staff. */
export type StandInUser = {
  readonly userId: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  /** The authenticator assurance level of every sign-in of this user. */
  readonly assuranceLevel: 1 | 2 | 3
  /** All role profiles, those that are over included. */
  readonly roles: readonly RoleProfileRow[]
}

/** Users who sign in with less than a smartcard (fhir-api.md 8.6). */
const LOWER_ASSURANCE: ReadonlyMap<string, 1 | 2> = new Map([
  ['656005750109', 2],
  ['656005750110', 1],
])

/** Everybody in `db/reference/role-profiles.csv`, in its order. Throws ROLE_DIRECTORY_INVALID. */
export function readStandInUsers(): StandInUser[] {
  const byUser = Map.groupBy(readRoleProfiles(), row => row.user_id)
  return [...byUser].map(([userId, roles]) => userOf(userId, roles))
}

function userOf(userId: string, roles: readonly RoleProfileRow[]): StandInUser {
  const [row] = roles
  return {
    userId,
    title: row?.person_prefix ?? null,
    given: row?.person_given ?? '',
    family: row?.person_family ?? '',
    assuranceLevel: LOWER_ASSURANCE.get(userId) ?? 3,
    roles,
  }
}

/** The roles a user may choose on a day. */
export function rolesOn(user: StandInUser, day: CalendarDate): RoleProfileRow[] {
  return user.roles.filter(role => role.valid_from <= day && (role.valid_to === null || day <= role.valid_to))
}
