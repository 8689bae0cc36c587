import { refusal } from '../../platform/index.ts'
import type { Actor, Author, DeviceAuthor, PersonAuthor } from '../actor.ts'
import { actorOfBearer, type IdentityDeps } from '../actor-of-bearer.ts'
import { identityErrors } from '../errors.ts'
import type { AccreditedSystem } from './accredited-system.ts'
import { actorOfRoleProfile } from './actor-of-role-profile.ts'
import { authorErrors } from './errors.ts'

/** Who a message says is asking, the system that sent it, and the token beside it if there was one. */
export type AuthorClaim = {
  readonly author: Author
  readonly system: AccreditedSystem
  readonly authorization?: string | undefined
}

/**
 * Who acts in a query over Spine. A person must hold the role named, in an organisation the system is accredited for,
 * and be signed in strongly enough: by the system, as it is accredited to do, or by the access token that must then go
 * with the query. A system asks for itself only where that is granted, under the person it names as responsible
 * (health-side.md 4.4). Throws the refusals of `authorErrors`, ASSURANCE_TOO_LOW, and those of `actorOfBearer`.
 */
export async function actorOfAuthor(deps: IdentityDeps, claim: AuthorClaim): Promise<Actor> {
  const { author, system } = claim
  const actor = author.kind === 'person' ? await personOf(deps, author, claim) : deviceOf(author, system)
  if (!system.organisations.includes(actor.author.organisation.odsCode))
    throw refusal(authorErrors, 'AUTHOR_NOT_OF_SYSTEM')
  return actor
}

async function personOf(deps: IdentityDeps, author: PersonAuthor, claim: AuthorClaim): Promise<Actor> {
  const { system, authorization } = claim
  if (system.signIn === 'token') return signedInAs(author, await actorOfBearer(deps, { authorization }))
  if (system.assuranceLevel < deps.settings.minimumAssurance) throw refusal(identityErrors, 'ASSURANCE_TOO_LOW')
  const through = { clientId: system.systemId, assuranceLevel: system.assuranceLevel }
  return actorOfRoleProfile(deps, author, through)
}

function signedInAs(author: PersonAuthor, actor: Actor): Actor {
  const signedIn = actor.author
  const isSame =
    signedIn.kind === 'person' &&
    signedIn.userId === author.userId &&
    (author.roleProfileId === undefined || signedIn.roleProfileId === author.roleProfileId)
  if (!isSame) throw refusal(authorErrors, 'AUTHOR_NOT_SIGNED_IN')
  return actor
}

function deviceOf(author: DeviceAuthor, system: AccreditedSystem): Actor {
  if (author.systemId !== system.systemId) throw refusal(authorErrors, 'AUTHOR_SYSTEM_DIFFERS')
  if (system.deviceActivities.length === 0) throw refusal(authorErrors, 'AUTHOR_SYSTEM_REFUSED')
  return {
    author,
    activities: new Set(system.deviceActivities),
    assuranceLevel: system.assuranceLevel,
    clientId: system.systemId,
  }
}
