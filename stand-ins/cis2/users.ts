import { type RoleProfileRow, readRoleProfiles } from '../../src/identity/index.ts'
import { type CalendarDate, calendarDate } from '../../src/platform/index.ts'

/** How a user proves who they are: the level, and what CIS2 says of it in `acr` and `amr` (fhir-api.md 8.2, 8.3). */
export type Authenticator = { readonly level: 1 | 2 | 3; readonly acr: string; readonly amr: readonly string[] }

/** Somebody who can sign in: an invented member of staff. */
export type StandInUser = {
  readonly userId: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly authenticator: Authenticator
  /** CIS2 writes levels as text, for some users as numbers (fhir-api.md 8.3). */
  readonly levelsAsNumbers: boolean
  /** All role profiles, those that are over included. */
  readonly roles: readonly RoleProfileRow[]
}

const SMARTCARD: Authenticator = { level: 3, acr: 'AAL3_ANY', amr: ['N3_SMARTCARD'] }

/** Users who sign in by another way than a smartcard (health-side.md 4.2). */
const OTHER_WAYS: ReadonlyMap<string, Authenticator> = new Map([
  ['656005750109', { level: 2, acr: 'AAL2_ANY', amr: ['TOTP'] }],
  ['656005750110', { level: 1, acr: 'AAL1_USERPASS', amr: ['USERPASS'] }],
  ['656005750235', { level: 3, acr: 'AAL3_FIDO2', amr: ['FIDO2'] }],
  ['656005750236', { level: 3, acr: 'AAL3_IOS', amr: ['IOS'] }],
  ['656005750237', { level: 2, acr: 'AAL2_NHSMAIL', amr: ['NHSMAIL'] }],
])

const WITH_NUMBERS: ReadonlySet<string> = new Set(['656005750231'])

/** Somebody CIS2 knows by a role that our role directory has not. */
const UNLISTED: RoleProfileRow = {
  role_profile_id: '555254242299',
  user_id: '656005750299',
  job_role_code: 'S8000:G8000:R8001',
  job_role_name: 'Nurse Access Role',
  org_ods: 'X99',
  org_name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST',
  person_prefix: 'Mr',
  person_given: 'Nils',
  person_family: 'Unlisted',
  activity_codes: ['B0107'],
  valid_from: calendarDate('2021-04-01'),
  valid_to: null,
  source: 'invented',
}

/**
 * Everybody in `db/reference/role-profiles.csv`, in its order, and one more whom the directory does not know. Throws
 * ROLE_DIRECTORY_INVALID.
 */
export function readStandInUsers(): StandInUser[] {
  const byUser = Map.groupBy([...readRoleProfiles(), UNLISTED], row => row.user_id)
  return [...byUser].map(([userId, roles]) => userOf(userId, roles))
}

function userOf(userId: string, roles: readonly RoleProfileRow[]): StandInUser {
  const [row] = roles
  return {
    userId,
    title: row?.person_prefix ?? null,
    given: row?.person_given ?? '',
    family: row?.person_family ?? '',
    authenticator: OTHER_WAYS.get(userId) ?? SMARTCARD,
    levelsAsNumbers: WITH_NUMBERS.has(userId),
    roles,
  }
}

/** The roles a user may choose on a day. */
export function rolesOn(user: StandInUser, day: CalendarDate): RoleProfileRow[] {
  return user.roles.filter(role => role.valid_from <= day && (role.valid_to === null || day <= role.valid_to))
}
