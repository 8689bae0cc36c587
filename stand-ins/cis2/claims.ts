import type { ActivityRow, RoleProfileRow } from '../../src/identity/index.ts'
import type { StandInUser } from './users.ts'

/** Which claims come with which scope; only those of `openid` go into the ID token (fhir-api.md 8.6). */
export const CLAIMS_OF_SCOPE = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'id_assurance_level', 'authentication_assurance_level', 'selected_roleid'],
  profile: ['name', 'family_name', 'given_name', 'title', 'display_name', 'uid', 'idassurancelevel'],
  email: ['email'],
  nhsperson: ['nhsid_useruid'],
  associatedorgs: ['nhsid_user_orgs'],
  nationalrbacaccess: ['nhsid_nrbac_roles', 'nhsid_useruid'],
}

/** What CIS2 knows of a signed-in user. */
export type Known = {
  readonly user: StandInUser
  /** Roles standing today. */
  readonly roles: readonly RoleProfileRow[]
  readonly selectedRole: string | undefined
  readonly activities: readonly ActivityRow[]
}

/** All claims about a user; OpenID Connect hands out those the scopes ask for. */
export function claimsOf(known: Known, scope: string) {
  const { user, roles, selectedRole } = known
  const withRole = selectedRole !== undefined && scope.split(' ').includes('selectedrole')
  const level = (number: number) => (user.levelsAsNumbers ? number : String(number))
  return {
    sub: user.userId,
    id_assurance_level: level(3),
    authentication_assurance_level: level(user.authenticator.level),
    ...(withRole ? { selected_roleid: selectedRole } : {}),
    uid: user.userId,
    nhsid_useruid: user.userId,
    name: `${user.family} ${user.given}`,
    given_name: user.given,
    family_name: user.family,
    ...(user.title === null ? {} : { title: user.title }),
    display_name: `${user.given} ${user.family}`,
    email: `${user.given}.${user.family}@example.org`.toLowerCase().replaceAll(' ', '.'),
    idassurancelevel: '3',
    ...(roles.length === 0 ? {} : roleClaims(roles, known.activities)),
  }
}

/** Missing rather than empty for somebody without a role (fhir-api.md 8.3). */
function roleClaims(roles: readonly RoleProfileRow[], activities: readonly ActivityRow[]) {
  const organisations = new Map(roles.map(role => [role.org_ods, role.org_name]))
  return {
    nhsid_nrbac_roles: roles.map(role => roleClaim(role, activities)),
    nhsid_user_orgs: [...organisations].map(([org_code, org_name]) => ({ org_name, org_code })),
  }
}

/** The role's name carries quotes and colons, and two arrays run side by side, as at CIS2 (fhir-api.md 8.3). */
function roleClaim(role: RoleProfileRow, activities: readonly ActivityRow[]) {
  const nameOf = (code: string) => activities.find(activity => activity.code === code)?.name ?? code
  return {
    person_orgid: `555254239${role.role_profile_id.slice(-3)}`,
    person_roleid: role.role_profile_id,
    org_code: role.org_ods,
    role_name: `"Clinical":"Clinical Provision":"${role.job_role_name}"`,
    role_code: role.job_role_code,
    activities: role.activity_codes.map(nameOf),
    activity_codes: [...role.activity_codes],
  }
}
