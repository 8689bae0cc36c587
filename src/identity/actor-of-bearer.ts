import { type Database, dayInEngland, refusal } from '../platform/index.ts'
import type { Actor } from './actor.ts'
import type { Channel } from './applications/application.ts'
import { readBearer } from './bearer/read-bearer.ts'
import { resolveToken } from './bearer/resolve-token.ts'
import { type SignIn, type VerifyDeps, verifyIdToken } from './bearer/verify-id-token.ts'
import { chooseRole } from './choose-role.ts'
import { identityErrors } from './errors.ts'
import { isOpaqueToken } from './opaque-token.ts'
import { type HeldRole, rolesHeld } from './store.ts'

export type IdentityDeps = VerifyDeps & {
  readonly db: Database
  /** The door these requests come by; an application may be registered for some only. Absent: any. */
  readonly channel?: Channel
}

/** The two headers a caller is known by: `Authorization` and `NHSD-Session-URID`. */
export type IdentityHeaders = {
  readonly authorization?: string | undefined
  readonly sessionRole?: string | undefined
}

/** Who signed in, and the roles that user holds now, with the activities the application may be used for. */
export type Bearer = { readonly signIn: SignIn; readonly held: readonly HeldRole[] }

/**
 * Who asks, by the bearer token of a request: the token looked up, the assurance level high enough, the acting role one
 * the user holds at this moment, and name, organisation and activities from the role directory, never from the request
 * (fhir-api.md 4.2 rows 4, 5 and 7; health-side.md 4.2). Throws the refusals of `readBearer`, `resolveToken`,
 * `verifyIdToken` and `chooseRole`, and ASSURANCE_TOO_LOW.
 */
export async function actorOfBearer(deps: IdentityDeps, headers: IdentityHeaders): Promise<Actor> {
  const { signIn, held } = await bearerOf(deps, readBearer(headers.authorization))
  if (signIn.assuranceLevel < deps.settings.minimumAssurance) throw refusal(identityErrors, 'ASSURANCE_TOO_LOW')
  const role = chooseRole(held, { selected: signIn.selectedRole, session: headers.sessionRole })
  return actorOf(signIn, role)
}

async function bearerOf(deps: IdentityDeps, token: string): Promise<Bearer> {
  if (isOpaqueToken(token)) return resolveToken(deps, token)
  if (deps.settings.tokens === 'opaque') throw refusal(identityErrors, 'ACCESS_TOKEN_INVALID')
  const signIn = await verifyIdToken(deps, token)
  return { signIn, held: await rolesHeld(deps.db, signIn.userId, dayInEngland(deps.clock.now())) }
}

/** A member of staff as they act in one role. */
export function actorOf(signIn: SignIn, role: HeldRole): Actor {
  return {
    author: {
      kind: 'person',
      userId: signIn.userId,
      roleProfileId: role.roleProfileId,
      roleCode: role.jobRoleCode,
      roleName: role.jobRoleName,
      name: {
        ...(role.personPrefix === null ? {} : { prefix: role.personPrefix }),
        given: role.personGiven.split(' '),
        family: role.personFamily,
      },
      organisation: { odsCode: role.orgOds, name: role.orgName },
    },
    activities: new Set(role.activities),
    assuranceLevel: signIn.assuranceLevel,
    clientId: signIn.clientId,
  }
}
