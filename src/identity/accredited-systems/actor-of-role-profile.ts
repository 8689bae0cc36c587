import { type Clock, type Database, dayInEngland, refusal } from '../../platform/index.ts'
import type { Actor } from '../actor.ts'
import { actorOf } from '../actor-of-bearer.ts'
import { type HeldRole, rolesHeld } from '../store.ts'
import { authorErrors } from './errors.ts'

export type RoleProfileDeps = { readonly db: Database; readonly clock: Clock }

/** A person as a message names them. Without a role profile, role and organisation must point at exactly one. */
export type ClaimedRole = {
  readonly userId: string
  readonly roleProfileId?: string
  /** `R8001`, or with area and group before it: `S8000:G8000:R8001`. */
  readonly roleCode?: string
  readonly organisation: { readonly odsCode: string }
}

/** Through which system, and how strongly that signs people in. */
export type Through = { readonly clientId: string; readonly assuranceLevel: number }

/**
 * A person named in a message, as the role directory knows them today: name, organisation and activities are the
 * directory's, never the message's. Throws AUTHOR_UNKNOWN, AUTHOR_ROLE_NOT_HELD, AUTHOR_ROLE_UNCLEAR.
 */
export async function actorOfRoleProfile(deps: RoleProfileDeps, claim: ClaimedRole, through: Through): Promise<Actor> {
  const held = await rolesHeld(deps.db, claim.userId, dayInEngland(deps.clock.now()))
  return actorOf({ userId: claim.userId, ...through }, roleOf(held, claim))
}

function roleOf(held: readonly HeldRole[], claim: ClaimedRole): HeldRole {
  if (held.length === 0) throw refusal(authorErrors, 'AUTHOR_UNKNOWN')
  const [role, another] = held.filter(one => fits(one, claim))
  if (role === undefined) throw refusal(authorErrors, 'AUTHOR_ROLE_NOT_HELD')
  if (another) throw refusal(authorErrors, 'AUTHOR_ROLE_UNCLEAR')
  return role
}

function fits(role: HeldRole, { roleProfileId, roleCode, organisation }: ClaimedRole): boolean {
  if (roleProfileId !== undefined) return role.roleProfileId === roleProfileId
  const isRole = roleCode === undefined || jobRole(roleCode) === jobRole(role.jobRoleCode)
  return isRole && role.orgOds === organisation.odsCode.toUpperCase()
}

/** The last part is the job role itself (hl7v3.md 12.8). */
const jobRole = (code: string) => code.split(':').at(-1)
